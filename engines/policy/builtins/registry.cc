#include "engines/policy/builtins/registry.h"

#include <algorithm>

#include "base/text.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {
namespace {

std::vector<Parameter> ReadSignature(std::string_view signature) {
  std::vector<Parameter> parameters;
  for (std::string_view part : Split(signature, ',')) {
    const std::size_t colon = part.find(':');
    Parameter parameter{part.substr(0, colon), part[colon + 1]};
    parameter.optional = part.find('?', colon) != std::string_view::npos;
    parameter.nullable = parameter.type == 'a' || part.find('~', colon) != std::string_view::npos;
    parameters.push_back(parameter);
  }
  return parameters;
}

std::vector<BuiltinInfo> ReadAll() {
  std::vector<BuiltinInfo> all;
  for (const auto rows : {ConversionBuiltins(), StringBuiltins(), ListBuiltins(), StatisticsBuiltins(),
                          NumberBuiltins(), DateTimeBuiltins(), RangeBuiltins(), ContextBuiltins()}) {
    for (const BuiltinRow& row : rows) all.push_back({row.name, row.signature, row.call, ReadSignature(row.signature)});
  }
  std::stable_sort(all.begin(), all.end(), [](const BuiltinInfo& a, const BuiltinInfo& b) { return a.name < b.name; });
  return all;
}

}  // namespace

const std::vector<BuiltinInfo>& Builtins() {
  static const std::vector<BuiltinInfo> all = ReadAll();
  return all;
}

std::span<const BuiltinInfo> FindBuiltin(std::string_view name) {
  const std::vector<BuiltinInfo>& all = Builtins();
  const auto first = std::lower_bound(all.begin(), all.end(), name,
                                      [](const BuiltinInfo& a, std::string_view b) { return a.name < b; });
  auto last = first;
  while (last != all.end() && last->name == name) ++last;
  return {first, last};
}

Value Arguments::Error(std::string_view message) const { return machine.Error(message); }

}  // namespace gq::policy
