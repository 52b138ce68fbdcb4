#include "kits/json/reader.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include "kits/json/writer.h"

namespace gq::json {
namespace {

namespace bj = boost::json;

enum class Refusal { kNone, kDuplicateKey };

// Builds the tree as boost::json::parse does, and keeps the keys of every open object to see duplicates, which Boost
// accepts silently (last wins): two readers of one message could then see two different values.
struct TreeHandler {
  static constexpr std::size_t max_object_size = bj::object::max_size();
  static constexpr std::size_t max_array_size = bj::array::max_size();
  static constexpr std::size_t max_key_size = bj::string::max_size();
  static constexpr std::size_t max_string_size = bj::string::max_size();

  bj::value_stack stack;
  std::vector<std::vector<std::string>> keys;
  std::string key;
  Refusal refusal = Refusal::kNone;

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) {
    keys.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t count, bj::error_code& error) {
    auto& names = keys.back();
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end()) {
      refusal = Refusal::kDuplicateKey;
      error = bj::make_error_code(bj::error::syntax);
      return false;
    }
    keys.pop_back();
    stack.push_object(count);
    return true;
  }
  bool on_array_begin(bj::error_code&) { return true; }
  bool on_array_end(std::size_t count, bj::error_code&) {
    stack.push_array(count);
    return true;
  }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
    stack.push_chars(part);
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(bj::string_view part, std::size_t, bj::error_code&) {
    stack.push_key(part);
    key.append(part.data(), part.size());
    keys.back().push_back(std::move(key));
    key.clear();
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
    stack.push_chars(part);
    return true;
  }
  bool on_string(bj::string_view part, std::size_t, bj::error_code&) {
    stack.push_string(part);
    return true;
  }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t value, bj::string_view, bj::error_code&) {
    stack.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, bj::string_view, bj::error_code&) {
    stack.push_uint64(value);
    return true;
  }
  bool on_double(double value, bj::string_view, bj::error_code&) {
    stack.push_double(value);
    return true;
  }
  bool on_bool(bool value, bj::error_code&) {
    stack.push_bool(value);
    return true;
  }
  bool on_null(bj::error_code&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

Error SyntaxError(std::string_view text, std::size_t at, bj::error_code code, Refusal refusal) {
  std::string message = "不是有效的 JSON";
  if (refusal == Refusal::kDuplicateKey) message = "同一个对象里有重复的字段名";
  if (code == bj::error::too_deep) message = "JSON 嵌套太深";
  const std::string_view before = text.substr(0, std::min(at, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto line_start = before.rfind('\n');
  const std::size_t column = before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  Error error{&kBadJson, std::move(message), {}, {}};
  error.With("line", std::to_string(line)).With("column", std::to_string(column));
  return error;
}

}  // namespace

Result<Document> Parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes_max) {
    return Fail(kTooLarge, "JSON 超过 " + std::to_string(limits.bytes_max) + " 个字节", "请分几次提交");
  }
  bj::parse_options options;
  options.max_depth = limits.depth_max;
  bj::basic_parser<TreeHandler> parser(options);
  bj::error_code code;
  parser.handler().stack.reset();
  const std::size_t read = parser.write_some(false, text.data(), text.size(), code);
  if (!code && read < text.size()) code = bj::make_error_code(bj::error::extra_data);
  if (code) return Fail(SyntaxError(text, read, code, parser.handler().refusal));
  Document document;
  document.value_ = std::make_shared<const bj::value>(parser.handler().stack.release());
  return document;
}

Node Document::root() const { return Node(value_.get(), ""); }

Node::Type Node::type() const {
  switch (value_->kind()) {
    case bj::kind::null:
      return Type::kNull;
    case bj::kind::bool_:
      return Type::kBool;
    case bj::kind::int64:
    case bj::kind::uint64:
      return Type::kInteger;
    case bj::kind::double_:
      return Type::kDouble;
    case bj::kind::string:
      return Type::kText;
    case bj::kind::array:
      return Type::kArray;
    case bj::kind::object:
      break;
  }
  return Type::kObject;
}

namespace {
void Write(const bj::value& value, Writer* json) {
  switch (value.kind()) {
    case bj::kind::null:
      return json->Null();
    case bj::kind::bool_:
      return json->Bool(value.get_bool());
    case bj::kind::int64:
      return json->Integer(value.get_int64());
    case bj::kind::uint64:
      return json->Unsigned(value.get_uint64());
    case bj::kind::double_:
      return json->Double(value.get_double());
    case bj::kind::string:
      return json->Text({value.get_string().data(), value.get_string().size()});
    case bj::kind::array:
      json->BeginArray();
      for (const auto& item : value.get_array()) Write(item, json);
      return json->EndArray();
    case bj::kind::object:
      break;
  }
  json->BeginObject();
  for (const auto& member : value.get_object()) {
    json->Key({member.key().data(), member.key().size()});
    Write(member.value(), json);
  }
  json->EndObject();
}
}  // namespace

std::string Node::ToJson() const {
  Writer json;
  Write(*value_, &json);
  return std::move(json).Take();
}

tl::unexpected<Error> Node::Refuse(std::string message, std::string hint) const {
  Error error{&kBadInput, std::move(message), std::move(hint), {}};
  error.With("field", path_);
  return tl::unexpected<Error>(std::move(error));
}

namespace {
std::string Join(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}
}  // namespace

Result<Node> Node::Get(std::string_view key) const {
  const bj::object* object = value_->if_object();
  if (object == nullptr) return Refuse("应为对象");
  const bj::value* member = object->if_contains(bj::string_view(key.data(), key.size()));
  const Node node(member, Join(path_, key));
  if (member == nullptr || member->is_null()) return node.Refuse("缺少必填的字段");
  return node;
}

std::optional<Node> Node::Find(std::string_view key) const {
  const bj::object* object = value_->if_object();
  if (object == nullptr) return std::nullopt;
  const bj::value* member = object->if_contains(bj::string_view(key.data(), key.size()));
  if (member == nullptr || member->is_null()) return std::nullopt;
  return Node(member, Join(path_, key));
}

bool Node::Has(std::string_view key) const {
  const bj::object* object = value_->if_object();
  return object != nullptr && object->contains(bj::string_view(key.data(), key.size()));
}

Result<std::vector<std::pair<std::string, Node>>> Node::Members() const {
  const bj::object* object = value_->if_object();
  if (object == nullptr) return Refuse("应为对象");
  std::vector<std::pair<std::string, Node>> members;
  members.reserve(object->size());
  for (const auto& member : *object) {
    const std::string key(member.key().data(), member.key().size());
    members.emplace_back(key, Node(&member.value(), Join(path_, key)));
  }
  return members;
}

Status Node::OnlyMembers(std::initializer_list<std::string_view> known) const {
  const bj::object* object = value_->if_object();
  if (object == nullptr) return Refuse("应为对象");
  for (const auto& member : *object) {
    const std::string_view key(member.key().data(), member.key().size());
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    return Node(&member.value(), Join(path_, key.substr(0, 64))).Refuse("没有这个字段", "请检查字段名的拼写");
  }
  return Ok();
}

Result<std::vector<Node>> Node::Items() const {
  const bj::array* array = value_->if_array();
  if (array == nullptr) return Refuse("应为数组");
  std::vector<Node> items;
  items.reserve(array->size());
  for (std::size_t i = 0; i < array->size(); ++i) {
    items.push_back(Node(&(*array)[i], path_ + "[" + std::to_string(i) + "]"));
  }
  return items;
}

Result<std::string> Node::Text(std::size_t bytes_max) const {
  const bj::string* text = value_->if_string();
  if (text == nullptr) return Refuse("应为文字");
  if (text->size() > bytes_max) return Refuse("文字太长", "最多 " + std::to_string(bytes_max) + " 个字节");
  return std::string(text->data(), text->size());
}

Result<bool> Node::Bool() const {
  const bool* flag = value_->if_bool();
  if (flag == nullptr) return Refuse("应为 true 或 false");
  return *flag;
}

Result<std::int64_t> Node::Integer(std::int64_t min, std::int64_t max) const {
  if (value_->is_uint64()) return Refuse("数字太大");  // Boost uses it only above the largest int64
  const std::int64_t* number = value_->if_int64();
  if (number == nullptr) return Refuse("应为整数");
  if (*number < min || *number > max) {
    return Refuse("数字不在允许的范围内", "应在 " + std::to_string(min) + " 到 " + std::to_string(max) + " 之间");
  }
  return *number;
}

Result<Date> Node::Day() const {
  const auto day = Date::Parse(TRY(Text(20)));
  if (!day) return Refuse("日期不对", "应如 2026-08-31");
  return *day;
}

Result<std::optional<Date>> Node::FindDay(std::string_view key) const {
  const auto member = Find(key);
  return member ? std::optional<Date>(TRY(member->Day())) : std::optional<Date>();
}

Result<double> Node::Double() const {
  if (const double* number = value_->if_double()) return *number;
  if (const std::int64_t* number = value_->if_int64()) return static_cast<double>(*number);
  if (const std::uint64_t* number = value_->if_uint64()) return static_cast<double>(*number);
  return Refuse("应为数字");
}

}  // namespace gq::json
