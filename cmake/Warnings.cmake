# Warnings of our own targets (generated protobuf code does not link this).
add_library(unpod_warnings INTERFACE)
target_compile_options(unpod_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Woverloaded-virtual -Wconversion
  -Wno-sign-conversion)
option(UNPOD_WERROR "Warnings are errors" OFF)
if(UNPOD_WERROR)
  target_compile_options(unpod_warnings INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(unpod_warnings INTERFACE -Wthread-safety)
endif()
