# codegate::shared and codegate::static, for C and C++. Found next to this file, wherever the prefix lies.
get_filename_component(_codegate_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET codegate::shared)
  add_library(codegate::shared SHARED IMPORTED)
  set_target_properties(codegate::shared PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${_codegate_prefix}/include")
  if(WIN32)
    set_target_properties(codegate::shared PROPERTIES
      IMPORTED_LOCATION "${_codegate_prefix}/bin/@SHARED@"
      IMPORTED_IMPLIB "${_codegate_prefix}/lib/codegate.lib")
  else()
    set_target_properties(codegate::shared PROPERTIES
      IMPORTED_LOCATION "${_codegate_prefix}/lib/@SHARED@"
      IMPORTED_SONAME "@SONAME@")
  endif()
endif()

if(NOT TARGET codegate::static AND EXISTS "${_codegate_prefix}/lib/libcodegate.a")
  add_library(codegate::static STATIC IMPORTED)
  set_target_properties(codegate::static PROPERTIES
    IMPORTED_LOCATION "${_codegate_prefix}/lib/libcodegate.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_codegate_prefix}/include"
    INTERFACE_LINK_LIBRARIES "pthread;dl;m")
endif()

unset(_codegate_prefix)
