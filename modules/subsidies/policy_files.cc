#include "modules/subsidies/policy_files.h"

#include <filesystem>
#include <pugixml.hpp>

#include "kits/file/file.h"
#include "modules/subsidies/zones.h"

namespace gq::subsidies {
namespace {

namespace fs = std::filesystem;
using policy::Value;

constexpr std::size_t kFileBytesMax = (8u << 20) + 1;

std::optional<std::string> FindImport(const fs::path& folder, const std::string& name_space,
                                      const std::string& location) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".dmn") continue;
    auto text = file::ReadHead(entry.path().string(), kFileBytesMax);
    if (!text) continue;
    if (!location.empty() && entry.path().filename() == fs::path(location).filename()) return *text;
    pugi::xml_document document;
    document.load_buffer(text->data(), text->size());
    if (name_space == document.document_element().attribute("namespace").value()) return *text;
  }
  return std::nullopt;
}

// Text of a temporal kind; nothing when it is none.
std::optional<Value> Temporal(const std::string& text) {
  const policy::ZoneResolver zones = SystemZones();
  if (const auto date = policy::ParseDate(text)) return Value::OfDate(*date);
  if (const auto date_time = policy::ParseDateTime(text, zones)) return Value::OfDateTime(*date_time);
  if (const auto time = policy::ParseTime(text, zones)) return Value::OfTime(*time);
  if (const auto months = policy::ParseYearMonthDuration(text)) return Value::OfDuration(*months);
  if (const auto seconds = policy::ParseDayTimeDuration(text)) return Value::OfDuration(*seconds);
  return std::nullopt;
}

}  // namespace

Result<policy::Model> LoadModel(const std::string& path, policy::Mode mode) {
  const std::string text = TRY(file::ReadHead(path, kFileBytesMax));
  policy::CompileOptions options;
  options.mode = mode;
  options.imports = [folder = fs::path(path).parent_path()](const std::string& name_space,
                                                            const std::string& location) {
    return FindImport(folder.empty() ? fs::path(".") : folder, name_space, location);
  };
  auto model = policy::Compile(text, options);
  if (!model) {
    model.error().With("file", path);
    return Fail(std::move(model).error());
  }
  return model;
}

Result<Value> FromJson(const json::Node& node) {
  using Type = json::Node::Type;
  switch (node.type()) {
    case Type::kNull:
      return Value();
    case Type::kBool:
      return Value::Boolean(TRY(node.Bool()));
    case Type::kInteger:
    case Type::kDouble: {
      const auto number = Decimal::Parse(node.ToJson());
      if (!number) return node.Refuse("数字超出范围");
      return Value::Number(*number);
    }
    case Type::kText: {
      const std::string text = TRY(node.Text(std::size_t{1} << 20));
      if (text.empty() || text[0] != '@') return Value::Text(text);
      const auto temporal = Temporal(text.substr(1));
      if (!temporal) return node.Refuse("不是日期、时刻或时长");
      return *temporal;
    }
    case Type::kArray: {
      policy::List list;
      for (const json::Node& item : TRY(node.Items())) list.push_back(TRY(FromJson(item)));
      return Value::OfList(std::move(list));
    }
    case Type::kObject: {
      policy::Context context;
      for (const auto& [key, member] : TRY(node.Members())) context.Set(key, TRY(FromJson(member)));
      return Value::OfContext(std::move(context));
    }
  }
  return Value();
}

Result<policy::Context> InputsFromJson(const policy::Model& model, const json::Node& root) {
  const Value value = TRY(FromJson(root));
  if (!value.IsContext())
    return Fail(kBadInput, "输入应为 JSON 对象：输入的名称与值", "如 {\"fare\":512,\"tier\":\"outside\"}");
  policy::Context inputs = value.context();
  for (const policy::ElementInfo& element : model.Elements()) {
    const Value* given = inputs.Find(element.name);
    const bool temporal = element.type.find("date") != std::string::npos ||
                          element.type.find("time") != std::string::npos ||
                          element.type.find("uration") != std::string::npos;
    if (given == nullptr || !given->IsString() || !temporal) continue;
    if (const auto read = Temporal(given->text())) inputs.Set(element.name, *read);
  }
  return inputs;
}

void WriteJson(const Value& value, json::Writer* out) {
  switch (value.kind()) {
    case policy::Kind::kNull:
      return out->Null();
    case policy::Kind::kBoolean:
      return out->Bool(value.boolean());
    case policy::Kind::kNumber:
      return out->Raw(value.number().ToString());
    case policy::Kind::kList:
      out->BeginArray();
      for (const Value& element : value.list()) WriteJson(element, out);
      return out->EndArray();
    case policy::Kind::kContext:
      out->BeginObject();
      for (const auto& [key, entry] : value.context().entries()) {
        out->Key(key);
        WriteJson(entry, out);
      }
      return out->EndObject();
    default:
      return out->Text(value.ToText());
  }
}

}  // namespace gq::subsidies
