#include "kits/codes/code_tables.h"

#include <cstdlib>
#include <iostream>
#include <map>

#include "kits/codes/embedded.h"

namespace gq {

namespace {

// A file in the program that cannot be read is a bug of the build.
[[noreturn]] void Broken(const std::string& what) {
  std::cerr << "gangqiao: " << what << std::endl;
  std::abort();
}

const std::map<std::string, CodeTable, std::less<>>& Tables() {
  static const auto* const kTables = [] {
    auto* tables = new std::map<std::string, CodeTable, std::less<>>;
    for (const auto& file : internal::EmbeddedCodeFiles()) {
      if (file.name == "tier_regions" || file.name == "name_variants") continue;  // region_tree.cc, name_variants.cc
      auto table = CodeTable::FromCsv(file.name, file.text);
      if (!table) Broken(table.error().ToString());
      tables->emplace(file.name, *std::move(table));
    }
    return tables;
  }();
  return *kTables;
}

}  // namespace

const CodeTable* FindCodeTable(std::string_view name) {
  const auto found = Tables().find(name);
  return found == Tables().end() ? nullptr : &found->second;
}

const CodeTable& GetCodeTable(std::string_view name) {
  const CodeTable* table = FindCodeTable(name);
  if (table == nullptr) Broken("no code table " + std::string(name));
  return *table;
}

std::vector<const CodeTable*> AllCodeTables() {
  std::vector<const CodeTable*> all;
  for (const auto& entry : Tables()) all.push_back(&entry.second);
  return all;
}

bool IsCodeOf(std::string_view table, std::string_view code) {
  const CodeTable* codes = FindCodeTable(table);
  return codes == nullptr || codes->Find(code) != nullptr;
}

}  // namespace gq
