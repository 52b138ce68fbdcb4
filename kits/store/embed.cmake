# Writes OUT: the bytes of the binary file FILE as `event_dictionary` of kits/store/pack.cc.
file(READ ${FILE} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" text "${bytes}")
string(REGEX REPLACE "(................................................................)" "\\1\"\n    \"" text "${text}")
file(WRITE ${OUT}.tmp "#include <string_view>\n\nnamespace gq::store {\n\nextern const std::string_view kEventDictionary;\nconst std::string_view kEventDictionary(\n    \"${text}\",\n    sizeof(\n    \"${text}\") - 1);\n\n}  // namespace gq::store\n")
file(COPY_FILE ${OUT}.tmp ${OUT} ONLY_IF_DIFFERENT)
