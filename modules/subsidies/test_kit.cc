#include "modules/subsidies/test_kit.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <map>
#include <pugixml.hpp>

#include "base/text.h"
#include "engines/policy/policy.h"
#include "kits/file/file.h"
#include "modules/subsidies/zones.h"

namespace gq::subsidies {
namespace {

namespace fs = std::filesystem;
using policy::Context;
using policy::Kind;
using policy::List;
using policy::Value;

constexpr std::size_t kFileBytesMax = 16u << 20;

std::string_view LocalName(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::vector<pugi::xml_node> Children(const pugi::xml_node& node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node& child : node.children()) {
    if (LocalName(child) == name) found.push_back(child);
  }
  return found;
}

std::string Attribute(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    const std::string_view full = attribute.name();
    const std::size_t colon = full.find(':');
    if (full.substr(colon == std::string_view::npos ? 0 : colon + 1) == name) return attribute.value();
  }
  return {};
}

std::string Text(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& child : node.children()) text += child.value();
  return text;
}

Value SimpleValue(const std::string& type, const std::string& text) {
  if (type == "boolean") return Value::Boolean(text == "true" || text == "1");
  if (type == "decimal" || type == "double" || type == "integer" || type == "int" || type == "float" ||
      type == "long") {
    const auto number = Decimal::Parse(text);
    return number ? Value::Number(*number) : Value();
  }
  if (type == "date") {
    const auto date = policy::ParseDate(text);
    return date ? Value::OfDate(*date) : Value();
  }
  if (type == "time") {
    const auto time = policy::ParseTime(text, SystemZones());
    return time ? Value::OfTime(*time) : Value();
  }
  if (type == "dateTime") {
    const auto date_time = policy::ParseDateTime(text, SystemZones());
    return date_time ? Value::OfDateTime(*date_time) : Value();
  }
  if (type == "duration" || type == "dayTimeDuration" || type == "yearMonthDuration") {
    if (const auto months = policy::ParseYearMonthDuration(text)) return Value::OfDuration(*months);
    const auto seconds = policy::ParseDayTimeDuration(text);
    return seconds ? Value::OfDuration(*seconds) : Value();
  }
  return Value::Text(text);
}

// Text without a type: nothing is null; a number, true or false, a date or a date and time, else text.
Value UntypedValue(const std::string& text) {
  if (text.empty()) return {};
  if (text == "true" || text == "false") return Value::Boolean(text == "true");
  if (const auto date = policy::ParseDate(text)) return Value::OfDate(*date);
  if (const auto date_time = policy::ParseDateTime(text, SystemZones())) return Value::OfDateTime(*date_time);
  const auto number = Decimal::Parse(text);
  return number ? Value::Number(*number) : Value::Text(text);
}

Value ReadValue(const pugi::xml_node& node) {
  Context context;
  bool components = false;
  for (const pugi::xml_node& child : node.children()) {
    const std::string_view kind = LocalName(child);
    const bool nil = Attribute(child, "nil") == "true";
    if (kind == "value") {
      if (nil) return {};
      std::string type = Attribute(child, "type");
      type = type.substr(type.find(':') + 1);
      if (type == "string") return Value::Text(Text(child));
      const std::string text(Trim(Text(child)));
      return type.empty() ? UntypedValue(text) : SimpleValue(type, text);
    }
    if (kind == "list") {
      if (nil) return {};
      List list;
      for (const pugi::xml_node& item : Children(child, "item")) list.push_back(ReadValue(item));
      return Value::OfList(std::move(list));
    }
    if (kind == "component") {
      components = true;
      context.Set(Attribute(child, "name"), nil ? Value() : ReadValue(child));
    }
  }
  return components ? Value::OfContext(std::move(context)) : Value();
}

// Where the element of a result stands: written at the result, its case or the file, innermost first; empty for the
// model of the file.
std::string NamespaceOf(const pugi::xml_node& result, const pugi::xml_node& test_case) {
  for (const pugi::xml_node& node : {result, test_case, test_case.parent()}) {
    const std::string name_space = Attribute(node, "namespace");
    if (!name_space.empty()) return name_space;
  }
  return {};
}

bool Close(const Value& expected, const Value& actual) {
  if (expected.kind() != actual.kind()) return false;
  switch (expected.kind()) {
    case Kind::kNull:
      return true;
    case Kind::kNumber: {
      if (expected.number() == actual.number()) return true;
      const double a = expected.number().ToDouble(), b = actual.number().ToDouble();
      return std::fabs(a - b) < 1e-8;
    }
    case Kind::kList:
      return std::equal(expected.list().begin(), expected.list().end(), actual.list().begin(), actual.list().end(),
                        Close);
    case Kind::kContext:
      return expected.context().size() == actual.context().size() &&
             std::all_of(expected.context().entries().begin(), expected.context().entries().end(),
                         [&](const auto& entry) {
                           const Value* other = actual.context().Find(entry.first);
                           return other != nullptr && Close(entry.second, *other);
                         });
    default:
      return policy::Equals(expected, actual).value_or(false);
  }
}

// All models of one folder by namespace, and by file name for imports that give a location.
struct Folder {
  std::map<std::string, std::string> by_file;
  std::map<std::string, std::vector<std::string>> by_namespace;
};

// What lies in a folder, by name; a folder that cannot be read is empty.
std::vector<fs::path> Listed(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    paths.push_back(at->path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

Folder ReadFolder(const fs::path& path) {
  Folder folder;
  for (const fs::path& entry : Listed(path)) {
    if (entry.extension() != ".dmn") continue;
    auto text = file::ReadHead(entry.string(), kFileBytesMax);
    if (!text) continue;
    pugi::xml_document document;
    document.load_buffer(text->data(), text->size());
    folder.by_namespace[document.document_element().attribute("namespace").value()].push_back(*text);
    folder.by_file[entry.filename().string()] = *text;
  }
  return folder;
}

policy::EvaluateOptions Options() {
  policy::EvaluateOptions options;
  options.zones = SystemZones();
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  policy::DateTime epoch;
  epoch.time.zone.kind = policy::ZoneKind::kOffset;
  options.now = policy::AddSeconds(epoch, Decimal(seconds), nullptr);
  return options;
}

class SuiteRun {
 public:
  SuiteRun(std::string level, fs::path folder, std::vector<KitCase>* cases)
      : level_(std::move(level)), folder_(std::move(folder)), cases_(*cases) {}

  void Run() {
    models_ = ReadFolder(folder_);
    for (const fs::path& path : Listed(folder_)) {
      if (path.extension() == ".xml") RunFile(path);
    }
  }

 private:
  void RunFile(const fs::path& path) {
    auto text = file::ReadHead(path.string(), kFileBytesMax);
    pugi::xml_document document;
    const bool read =
        text && document.load_buffer(text->data(), text->size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
    if (!read) {
      // Not passed over in silence: nobody knows how many cases it holds.
      cases_.push_back(
          {level_, folder_.filename().string(), path.stem().string(), "", false, true, "测试文件无法读取"});
      return;
    }
    const pugi::xml_node root = document.document_element();
    if (LocalName(root) != "testCases") return;
    std::string model_name;
    for (const pugi::xml_node& node : Children(root, "modelName")) model_name = Text(node);
    policy::CompileOptions options;
    options.imports = [this](const std::string& name_space, const std::string& location) -> std::optional<std::string> {
      const auto file = models_.by_file.find(fs::path(location).filename().string());
      if (file != models_.by_file.end()) return file->second;
      const auto found = models_.by_namespace.find(name_space);
      return found == models_.by_namespace.end() ? std::nullopt : std::optional<std::string>(found->second.front());
    };
    const auto source = ModelOf(std::string(Trim(model_name)));
    std::optional<policy::Model> model;
    std::string reason = "模型文件不存在";
    if (source != models_.by_file.end()) {
      auto compiled = policy::Compile(source->second, options);
      if (compiled) {
        model = std::move(*compiled);
      } else {
        reason = compiled.error().ToString();
      }
    }
    for (const pugi::xml_node& node : Children(root, "testCase")) RunCase(path.stem().string(), node, model, reason);
  }

  // The model that a test file names; when it names none, the only one or the one named as the suite.
  std::map<std::string, std::string>::const_iterator ModelOf(const std::string& name) const {
    if (!name.empty()) return models_.by_file.find(name);
    return models_.by_file.size() == 1 ? models_.by_file.begin()
                                       : models_.by_file.find(folder_.filename().string() + ".dmn");
  }

  void RunCase(const std::string& file_name, const pugi::xml_node& node, const std::optional<policy::Model>& model,
               const std::string& reason) {
    KitCase result{level_, folder_.filename().string(), file_name, Attribute(node, "id"), true, false, ""};
    Context inputs;
    for (const pugi::xml_node& input : Children(node, "inputNode")) {
      const std::string name = Attribute(input, "name"), name_space = Attribute(input, "namespace");
      if (!name_space.empty()) inputs.Set("{" + name_space + "}" + name, ReadValue(input));
      if (name_space.empty() || inputs.Find(name) == nullptr) inputs.Set(name, ReadValue(input));
    }
    const std::string invocable = Attribute(node, "invocableName");
    const auto start = std::chrono::steady_clock::now();
    for (const pugi::xml_node& wanted : Children(node, "resultNode")) {
      const auto expected_nodes = Children(wanted, "expected");
      const Value expected = expected_nodes.empty() ? Value() : ReadValue(expected_nodes.front());
      result.value_bearing |= !expected.IsNull();
      const std::string name = Attribute(wanted, "name");
      if (!model) {
        result.passed = false;
        result.comment = reason;
        continue;
      }
      policy::Evaluation done =
          model->Evaluate(NamespaceOf(wanted, node), invocable.empty() ? name : invocable, inputs, options_);
      Value actual = done.value;
      // A service with several outputs answers a context of them.
      if (!invocable.empty() && actual.IsContext()) {
        if (const Value* output = actual.context().Find(name)) actual = Value(*output);
      }
      if (Close(expected, actual)) continue;
      result.passed = false;
      result.comment = name + ": 应为 " + expected.ToText() + "，得到 " + actual.ToText();
      if (!done.error.empty()) result.comment += "；" + done.error;
      if (!done.diagnostics.empty()) result.comment += "；" + done.diagnostics.front().message;
    }
    result.milliseconds = static_cast<int>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count());
    cases_.push_back(std::move(result));
  }

  std::string level_;
  fs::path folder_;
  std::vector<KitCase>& cases_;
  Folder models_;
  policy::EvaluateOptions options_ = Options();
};

std::vector<fs::path> Subfolders(const fs::path& path) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const fs::path& entry : Listed(path)) {
    if (fs::is_directory(entry, error)) folders.push_back(entry);
  }
  return folders;
}

}  // namespace

Result<std::vector<KitCase>> RunTestKit(const std::string& folder) {
  const fs::path root = fs::path(folder) / "TestCases";
  std::error_code error;
  if (!fs::is_directory(root, error))
    return Fail(kFile, "没有 TestCases 文件夹：" + folder, "请给出 DMN TCK 的根文件夹");
  std::vector<KitCase> cases;
  for (const fs::path& level : Subfolders(root)) {
    for (const fs::path& suite : Subfolders(level)) SuiteRun(level.filename().string(), suite, &cases).Run();
  }
  return cases;
}

KitCounts CountCases(const std::vector<KitCase>& cases, const std::string& level) {
  KitCounts counts;
  for (const KitCase& entry : cases) {
    if (level.empty() ? entry.level == "non-compliant" : entry.level != level) continue;
    ++(entry.passed ? counts.passed : counts.failed);
    if (entry.value_bearing) ++(entry.passed ? counts.value_passed : counts.value_failed);
  }
  return counts;
}

}  // namespace gq::subsidies
