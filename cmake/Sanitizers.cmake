# -DUNPOD_SANITIZE=address,undefined or =thread, for all targets. The presets asan and tsan set it, and the debug
# information (-g1: functions and lines, which is what a report shows). They are compiled by Clang without its optimiser:
# with the sanitizers GCC takes more than twice as long, whatever its level, and the tests, which mostly wait, take no
# longer.
if(UNPOD_SANITIZE)
  add_compile_options(-fsanitize=${UNPOD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(UNPOD_SANITIZE MATCHES "address" AND UNPOD_SANITIZE MATCHES "undefined")
    # AddressSanitizer reports what these would; they are most of what UndefinedBehaviorSanitizer costs.
    add_compile_options(-fno-sanitize=null,object-size,vptr)
  endif()
  add_link_options(-fsanitize=${UNPOD_SANITIZE})
endif()
