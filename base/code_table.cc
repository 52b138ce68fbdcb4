#include "base/code_table.h"

#include "base/text.h"

namespace gq {

namespace {

// Fields of one CSV line; quotes after RFC 4180, no line ends inside.
std::vector<std::string> CutCsv(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

Result<CodeTable> CodeTable::FromCsv(std::string_view name, std::string_view csv) {
  CodeTable table;
  table.name_ = name;
  bool header = true;
  std::size_t row = 0;
  while (!csv.empty()) {
    const auto end = csv.find('\n');
    const auto line = csv.substr(0, end);
    csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
    ++row;
    if (Trim(line).empty()) continue;
    const auto fields = CutCsv(line);
    const auto bad = [&](std::string why) {
      return Fail(Error{&kBadInput,
                        "代码表有误：" + std::move(why),
                        "请改正 codes/ 里的文件",
                        {{"table", table.name_}, {"row", std::to_string(row)}}});
    };
    if (header) {
      header = false;
      if (Trim(line) != "code,zh,en,valid_from,valid_to,synonyms") return bad("表头不对");
      continue;
    }
    if (fields.size() != 6 || fields[0].empty() || fields[1].empty()) return bad("这一行不是六列，或缺代码或名称");
    Code code{fields[0], fields[1], fields[2], Date::Parse(fields[3]), Date::Parse(fields[4]), {}};
    if (code.valid_from.has_value() == fields[3].empty() || code.valid_to.has_value() == fields[4].empty())
      return bad("日期不对");
    for (const auto part : Split(fields[5], ';')) {
      if (!part.empty()) code.synonyms.emplace_back(part);
    }
    if (!table.by_code_.emplace(code.code, table.codes_.size()).second) return bad("代码重复");
    table.codes_.push_back(std::move(code));
  }
  // Codes and labels first, so that no synonym of an earlier row hides a later row's own name.
  for (std::size_t i = 0; i < table.codes_.size(); ++i) {
    table.by_label_.emplace(LabelKey(table.codes_[i].zh), i);
  }
  for (std::size_t i = 0; i < table.codes_.size(); ++i) table.by_label_.emplace(LabelKey(table.codes_[i].code), i);
  for (std::size_t i = 0; i < table.codes_.size(); ++i) {
    if (!table.codes_[i].en.empty()) table.by_label_.emplace(LabelKey(table.codes_[i].en), i);
    for (const auto& synonym : table.codes_[i].synonyms) table.by_label_.emplace(LabelKey(synonym), i);
  }
  return table;
}

const Code* CodeTable::Find(std::string_view code) const {
  const auto found = by_code_.find(std::string(code));
  return found == by_code_.end() ? nullptr : &codes_[found->second];
}

const Code* CodeTable::ByLabel(std::string_view text) const {
  const auto found = by_label_.find(LabelKey(text));
  return found == by_label_.end() ? nullptr : &codes_[found->second];
}

std::string_view CodeTable::Label(std::string_view code) const {
  const Code* found = Find(code);
  return found == nullptr ? code : std::string_view(found->zh);
}

}  // namespace gq
