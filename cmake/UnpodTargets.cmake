# unpod_library(NAME [SOURCES a.cc …] [HEADERS a.h …] [DEPENDS lib …] [PRIVATE_DEPENDS lib …])
#   One folder is one library. What stands neither in it nor in DEPENDS, nor in what these depend on, cannot be
#   included (docs/architecture.md). HEADERS: all that others see of the folder; without them they see all of it.
# unpod_test(NAME LABEL unit|integration [WHOLE | SHARDS N] [TIMEOUT SECONDS] SOURCES a_test.cc … DEPENDS lib …)
#   One GoogleTest program, which is one ctest entry, or SHARDS of them that run beside one another: for cases that
#   wait. With UNPOD_TEST_PER_CASE each case is an entry, except where WHOLE says that they share what is slow to start.
#   Each entry writes which cases it ran to reports/ENTRY.xml, where scripts/summarize-tests counts them.
option(UNPOD_TEST_PER_CASE "One ctest entry for each test case" OFF)

# unpod_include_root(TARGET SCOPE [HEADER …])
#   Headers are included by their paths from the root of the sources, "server/flow/lane.h". If that root were an
#   include directory, each target could include everything. So each has a root of its own, below which this folder
#   (or those headers of it) is a link, and nothing else is.
function(unpod_include_root target scope)
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  set(root ${CMAKE_BINARY_DIR}/include/${target})
  set(links ${folder})
  if(ARGN)
    list(TRANSFORM ARGN PREPEND ${folder}/ OUTPUT_VARIABLE links)
  endif()
  foreach(link IN LISTS links)
    cmake_path(GET link PARENT_PATH parent)
    file(MAKE_DIRECTORY ${root}/${parent})
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${link} ${root}/${link} SYMBOLIC)
  endforeach()
  target_include_directories(${target} ${scope} ${root})
endfunction()

function(unpod_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    unpod_include_root(${name} PUBLIC ${ARG_HEADERS})
    target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS} unpod_warnings)
  else()
    add_library(${name} INTERFACE)
    unpod_include_root(${name} INTERFACE ${ARG_HEADERS})
    target_link_libraries(${name} INTERFACE ${ARG_DEPENDS})
  endif()
endfunction()

# unpod_hot(TARGET)
#   What each call passes through is inlined as freely as if each source were an object of its own: GCC limits how much
#   one object may grow, and the sources of a unity build share that limit. It costs nothing to build, and without it a
#   call takes 5 % more instructions.
function(unpod_hot target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:--param=large-unit-insns=1000000>)
  endif()
endfunction()

function(unpod_test name)
  cmake_parse_arguments(ARG "WHOLE" "LABEL;TIMEOUT;SHARDS" "SOURCES;DEPENDS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  if(NOT TARGET unpod_tests)
    add_custom_target(unpod_tests)
  endif()
  add_dependencies(unpod_tests ${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} unpod_test_headers unpod_test_logger GTest::gmock
                                        GTest::gtest_main unpod_warnings)
  if(UNPOD_TEST_PER_CASE AND NOT ARG_WHOLE)
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
    return()
  endif()
  if(NOT ARG_SHARDS)
    set(ARG_SHARDS 1)
  endif()
  math(EXPR last "${ARG_SHARDS} - 1")
  foreach(shard RANGE ${last})
    set(entry ${name}.${shard})
    add_test(NAME ${entry}
      COMMAND ${name} --gtest_brief=1 --gtest_output=xml:${CMAKE_BINARY_DIR}/reports/${entry}.xml)
    set_tests_properties(${entry} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT}
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${ARG_SHARDS};GTEST_SHARD_INDEX=${shard}")
  endforeach()
endfunction()
