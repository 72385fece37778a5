# -DUNPOD_SANITIZE=address,undefined or =thread, for all targets. The presets asan and tsan set it.
if(UNPOD_SANITIZE)
  add_compile_options(-fsanitize=${UNPOD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${UNPOD_SANITIZE})
endif()
