# Phonenumber::Phonenumber, Google's libphonenumber as Debian packages it (libphonenumber-dev). Debian 12 has no CMake
# configuration for it.
find_path(Phonenumber_INCLUDE_DIR phonenumbers/phonenumberutil.h)
find_library(Phonenumber_LIBRARY phonenumber)
# Its headers define messages inline, so that what includes them calls protobuf too.
find_library(Phonenumber_PROTOBUF_LIBRARY protobuf)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Phonenumber
  REQUIRED_VARS Phonenumber_LIBRARY Phonenumber_INCLUDE_DIR Phonenumber_PROTOBUF_LIBRARY)
mark_as_advanced(Phonenumber_LIBRARY Phonenumber_INCLUDE_DIR Phonenumber_PROTOBUF_LIBRARY)

if(Phonenumber_FOUND AND NOT TARGET Phonenumber::Phonenumber)
  # Global: a static library hands its own libraries on to what links it, in other folders.
  add_library(Phonenumber::Phonenumber UNKNOWN IMPORTED GLOBAL)
  set_target_properties(Phonenumber::Phonenumber PROPERTIES
    IMPORTED_LOCATION "${Phonenumber_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Phonenumber_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${Phonenumber_PROTOBUF_LIBRARY}")
endif()
