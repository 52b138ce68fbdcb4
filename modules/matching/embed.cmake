# Writes OUT: the text of FILE as kDefaultWeights.
file(READ ${FILE} text)
file(WRITE ${OUT}.tmp "#include \"modules/matching/default_weights.h\"\n\nnamespace gq::matching::internal {\n\nconst std::string_view kDefaultWeights = R\"gqtoml(${text})gqtoml\";\n\n}  // namespace gq::matching::internal\n")
file(COPY_FILE ${OUT}.tmp ${OUT} ONLY_IF_DIFFERENT)
