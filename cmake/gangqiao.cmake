# gq_library(NAME SOURCES a.cc ... [DEPS ...] [PRIVATE_DEPS ...]): a static library whose headers are included by
# their path from the project's root ("base/result.h").
# gq_test(NAME SOURCES a_test.cc ... [DEPS ...] [ENV K=V ...]): one GoogleTest program, one ctest entry.
# -Wno-restrict, -Wno-maybe-uninitialized: g++ 12 warns falsely inside std::string and std::variant (GCC bugs 105651, 105562).
set(GQ_WARNINGS -Wall -Wextra -Wno-missing-field-initializers -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND GQ_WARNINGS -Wno-restrict -Wno-maybe-uninitialized)
endif()
set(GQ_FLAGS -ffp-contract=off)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # -DNDEBUG stays off: an assertion is a bug report, and it is cheap where it stands.
  set(CMAKE_CXX_FLAGS_RELEASE "-O2")
  set(CMAKE_C_FLAGS_RELEASE "-O2")
endif()

function(gq_library name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${GQ_WARNINGS} ${GQ_FLAGS})
  target_link_libraries(${name} PUBLIC ${A_DEPS} PRIVATE ${A_PRIVATE_DEPS})
endfunction()

function(gq_test name)
  if(NOT GQ_TESTS)
    return()
  endif()
  cmake_parse_arguments(A "" "TIMEOUT" "SOURCES;DEPS;ENV" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${A_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${GQ_WARNINGS} ${GQ_FLAGS})
  target_link_libraries(${name} PRIVATE ${A_DEPS} GTest::gtest GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${A_TIMEOUT} ENVIRONMENT "GQ_SOURCE_DIR=${CMAKE_SOURCE_DIR};GQ_BUILD_DIR=${CMAKE_BINARY_DIR};${A_ENV}")
endfunction()

# GQ::Malloc: jemalloc for the programs of a release. Imports allocate on one thread and free on another all day, where it takes a sixth less
# time than glibc's malloc; sanitizers need glibc's.
add_library(gq_malloc INTERFACE)
add_library(GQ::Malloc ALIAS gq_malloc)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
  target_link_libraries(gq_malloc INTERFACE PkgConfig::JEMALLOC)
endif()
