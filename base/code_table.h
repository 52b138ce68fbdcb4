// A code table: what may stand in a coded field, with labels, synonyms and dates. The tables themselves are data
// (codes/*.csv) and come from kits/codes; whoever only reads one takes a CodeTable and stays pure.
//
// Labels are compared by LabelKey (half width, no blanks, lower case). A label met twice goes to the first code.
// Thread-safe once built.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace gq {

struct Code {
  std::string code, zh, en;
  std::optional<Date> valid_from, valid_to;
  std::vector<std::string> synonyms;

  bool ValidOn(Date day) const { return (!valid_from || *valid_from <= day) && (!valid_to || day <= *valid_to); }
};

class CodeTable {
 public:
  CodeTable() = default;
  // Reads "code,zh,en,valid_from,valid_to,synonyms" (header included; synonyms separated by ';'). Fails on a bad row or
  // a code met twice.
  static Result<CodeTable> FromCsv(std::string_view name, std::string_view csv);

  const std::string& name() const { return name_; }
  const std::vector<Code>& All() const { return codes_; }
  const Code* Find(std::string_view code) const;        // nullptr: no such code
  const Code* ByLabel(std::string_view text) const;     // code, label, English label or synonym, as officers write it
  std::string_view Label(std::string_view code) const;  // Chinese; the code itself when it is unknown

 private:
  std::string name_;
  std::vector<Code> codes_;
  std::unordered_map<std::string, std::size_t> by_code_, by_label_;
};

}  // namespace gq
