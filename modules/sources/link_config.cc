#include <toml++/toml.h>

#include <algorithm>
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

// What is not known would be taken for its default without a word.
Status CheckKeys(const toml::table& table, const std::string& where, const std::vector<std::string_view>& known) {
  std::string list;
  for (const std::string_view key : known) list += (list.empty() ? "" : "、") + std::string(key);
  for (const auto& [key, value] : table) {
    if (std::find(known.begin(), known.end(), key.str()) == known.end())
      return Fail(kBadPlan, where + "里有不认识的键：" + std::string(key.str()), "应为 " + list);
  }
  return Ok();
}

Result<bool> ReadBool(const toml::table& table, const std::string& key, bool otherwise) {
  const toml::node* const node = table.get(key);
  if (node == nullptr) return otherwise;
  if (!node->is_boolean()) return Fail(kBadPlan, key + " 应为 true 或 false，不加引号", "例如 " + key + " = true");
  return node->as_boolean()->get();
}

Result<std::string> ReadWord(const toml::table& table, const std::string& key, const std::string& otherwise) {
  const toml::node* const node = table.get(key);
  if (node == nullptr) return otherwise;
  if (!node->is_string()) return Fail(kBadPlan, key + " 应为加引号的文字", "例如 " + key + " = \"surname\"");
  return node->as_string()->get();
}

Result<std::int64_t> ReadInteger(const toml::table& table, const std::string& key, std::int64_t least,
                                 std::int64_t otherwise) {
  const toml::node* const node = table.get(key);
  if (node == nullptr) return otherwise;
  if (!node->is_integer() || node->as_integer()->get() < least) {
    return Fail(kBadPlan, key + " 应为不小于 " + std::to_string(least) + " 的整数",
                "例如 " + key + " = " + std::to_string(otherwise));
  }
  return node->as_integer()->get();
}

// A number from 0 to 1; nan is none.
bool ReadShare(const toml::node& node, double& share) {
  if (!node.is_number()) return false;
  share = node.value_or(-1.0);
  return share >= 0 && share <= 1;
}

Status ReadLevels(const toml::table& table, reconcile::LinkField& field) {
  const toml::node* const node = table.get("levels");
  if (node == nullptr) return Ok();
  bool right = node->is_array();
  for (std::size_t i = 0; right && i < node->as_array()->size(); ++i) {
    double level = 0;
    right = ReadShare(*node->as_array()->get(i), level) && (i == 0 || level < field.likeness.back());
    field.likeness.push_back(level);
  }
  if (right && field.likeness.size() <= 10) return Ok();
  return Fail(kBadPlan, "字段 " + field.name + " 的 levels 有误",
              "应为 0 到 1 的数，由大到小，至多 10 个，例如 levels = [0.95, 0.85]");
}

Status ReadFields(const toml::table& root, LinkConfig& config) {
  const toml::array* const fields = root["field"].as_array();
  if (fields == nullptr && root.contains("field")) return Fail(kBadPlan, "field 应写作 [[field]]", "请用两层方括号");
  if (fields == nullptr) return Ok();  // those that both files have
  for (const toml::node& node : *fields) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) return Fail(kBadPlan, "[[field]] 应为表");
    TRY(CheckKeys(*table, "[[field]] ", {"name", "left", "right", "compare", "term_frequency", "levels"}));
    reconcile::LinkField field;
    field.name = TRY(ReadWord(*table, "name", ""));
    const std::string compare = TRY(ReadWord(*table, "compare", "exact"));
    if (field.name.empty()) return Fail(kBadPlan, "有一个字段没有 name");
    const auto has_name = [&](const reconcile::LinkField& other) { return other.name == field.name; };
    if (std::any_of(config.plan.fields.begin(), config.plan.fields.end(), has_name)) {
      return Fail(kBadPlan, "字段 " + field.name + " 写了两次",
                  "每个 name 只写一个 [[field]]；同一列要用两种比较方法时，请用不同的 name，并用 left、right 写列名");
    }
    if (!reconcile::FindComparator(compare, field.comparator)) {
      return Fail(kBadPlan, "不认识的比较方法：" + compare,
                  "应为 exact、name、date、id、phone、edit、prefix、words 或 number");
    }
    TRY(ReadLevels(*table, field));
    field.term_frequency = TRY(ReadBool(*table, "term_frequency", true));
    config.left.push_back(TRY(ReadWord(*table, "left", field.name)));
    config.right.push_back(TRY(ReadWord(*table, "right", field.name)));
    config.plan.fields.push_back(std::move(field));
  }
  return Ok();
}

Status ReadBlocks(const toml::table& root, LinkConfig& config) {
  const toml::array* const blocks = root["block"].as_array();
  if (blocks == nullptr && root.contains("block")) return Fail(kBadPlan, "block 应写作 [[block]]", "请用两层方括号");
  if (blocks == nullptr) return Ok();  // automatic ones
  for (const toml::node& node : *blocks) {
    const toml::array* const fields = node.is_table() ? (*node.as_table())["fields"].as_array() : nullptr;
    if (fields == nullptr) return Fail(kBadPlan, "[[block]] 应有 fields = [...]");
    TRY(CheckKeys(*node.as_table(), "[[block]] ", {"fields"}));
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
  TRY(CheckKeys(root, "链接配置",
                {"one_to_one", "probability_min", "automatic_blocks", "block_rows_max", "seed", "field", "block"}));
  TRY(ReadFields(root, config));
  TRY(ReadBlocks(root, config));
  const toml::node* const probability_min = root.get("probability_min");
  if (probability_min != nullptr && !ReadShare(*probability_min, config.plan.probability_min))
    return Fail(kBadPlan, "probability_min 应为 0 到 1 的数", "例如 probability_min = 0.5");
  config.plan.automatic_blocks = TRY(ReadBool(root, "automatic_blocks", true));
  config.plan.one_to_one = TRY(ReadBool(root, "one_to_one", true));
  const std::int64_t block_rows_max = TRY(ReadInteger(root, "block_rows_max", 1, 2000));
  config.plan.block_rows_max = static_cast<std::size_t>(std::max<std::int64_t>(2, block_rows_max));
  config.plan.seed = static_cast<std::uint64_t>(TRY(ReadInteger(root, "seed", 0, 1)));
  return config;
}

}  // namespace gq::sources
