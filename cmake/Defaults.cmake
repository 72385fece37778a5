# Language level, output folders, ccache: the same for each target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  # What one checkout has built is a hit in another: its path is kept out of the objects and out of what is compared.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # The compiler collects its garbage from half a GiB on, not from a hundred MiB: a seventh less time for the same objects.
  add_compile_options(--param=ggc-min-heapsize=524288)
endif()

# Several sources in one object, as the preset says: less than half the time to build everything, more to build one
# change. The preset dev and the stage tidy compile each source by itself, so that each still can be.
option(UNPOD_UNITY "Compile the sources of a library together" OFF)
set(CMAKE_UNITY_BUILD ${UNPOD_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 24)
