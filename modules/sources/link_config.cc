#include <toml++/toml.h>

#include <charconv>

#include "modules/sources/link.h"

namespace gq::sources {
namespace {

using reconcile::kBadPlan;

// A column that is not compared may block all the same.
Result<reconcile::BlockPart> ParsePart(const std::string& text, LinkConfig& config) {
  reconcile::LinkPlan& plan = config.plan;
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  reconcile::BlockPart part;
  while (part.field < plan.fields.size() && plan.fields[part.field].name != name) ++part.field;
  if (part.field == plan.fields.size()) {
    if (name.empty()) return Fail(kBadPlan, "分块里有空的字段名");
    plan.fields.push_back({name, reconcile::Comparator::kExact});
    plan.fields.back().block_only = true;
    config.left.push_back(name);
    config.right.push_back(name);
  }
  if (colon != std::string::npos) {
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + colon + 1, end, part.prefix);
    if (parsed.ec != std::errc() || parsed.ptr != end || part.prefix == 0)
      return Fail(kBadPlan, "冒号后应为字符数：" + text, "例如 surname:4");
  }
  return part;
}

Status ReadFields(const toml::table& root, LinkConfig& config) {
  const toml::array* const fields = root["field"].as_array();
  if (fields == nullptr) return Ok();  // those that both files have
  for (const toml::node& node : *fields) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) return Fail(kBadPlan, "[[field]] 应为表");
    reconcile::LinkField field;
    field.name = (*table)["name"].value_or(std::string());
    const std::string compare = (*table)["compare"].value_or(std::string("exact"));
    if (field.name.empty()) return Fail(kBadPlan, "有一个字段没有 name");
    if (!reconcile::FindComparator(compare, field.comparator)) {
      return Fail(kBadPlan, "不认识的比较方法：" + compare,
                  "应为 exact、name、date、id、phone、edit、prefix、words 或 number");
    }
    if (const toml::array* levels = (*table)["levels"].as_array()) {
      for (const toml::node& level : *levels) field.likeness.push_back(level.value_or(0.0));
    }
    field.term_frequency = (*table)["term_frequency"].value_or(true);
    config.left.push_back((*table)["left"].value_or(field.name));
    config.right.push_back((*table)["right"].value_or(field.name));
    config.plan.fields.push_back(std::move(field));
  }
  return Ok();
}

Status ReadBlocks(const toml::table& root, LinkConfig& config) {
  const toml::array* const blocks = root["block"].as_array();
  if (blocks == nullptr) return Ok();  // automatic ones
  for (const toml::node& node : *blocks) {
    const toml::array* const fields = node.is_table() ? (*node.as_table())["fields"].as_array() : nullptr;
    if (fields == nullptr) return Fail(kBadPlan, "[[block]] 应有 fields = [...]");
    reconcile::Block block;
    for (const toml::node& field : *fields) block.push_back(TRY(ParsePart(field.value_or(std::string()), config)));
    config.plan.blocks.push_back(std::move(block));
  }
  return Ok();
}

}  // namespace

Result<LinkConfig> ParseLinkConfig(std::string_view toml_text, const std::string& path) {
  LinkConfig config;
  toml::table root;
  try {
    root = toml::parse(toml_text, path);
  } catch (const toml::parse_error& error) {  // the library has no other way to say it
    return Fail(kBadPlan, "链接配置第 " + std::to_string(error.source().begin.line) + " 行写法有误：" + path,
                "请按 TOML 的写法改正");
  }
  TRY(ReadFields(root, config));
  TRY(ReadBlocks(root, config));
  config.plan.probability_min = root["probability_min"].value_or(0.5);
  config.plan.automatic_blocks = root["automatic_blocks"].value_or(true);
  config.plan.one_to_one = root["one_to_one"].value_or(true);
  config.plan.block_rows_max =
      static_cast<std::size_t>(std::max<std::int64_t>(2, root["block_rows_max"].value_or(std::int64_t{2000})));
  config.plan.seed = static_cast<std::uint64_t>(root["seed"].value_or(std::int64_t{1}));
  return config;
}

}  // namespace gq::sources
