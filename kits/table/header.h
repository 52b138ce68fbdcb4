// Finding the header row of a table and saying which of its columns is which.
//
// National exports have a title and a note above the header, templates a hidden row of keys, officers' tables two rows
// of header with merged cells (「就业情况」 over 「单位」「岗位」). The first rows are compared with the names and
// synonyms of the columns that the caller wants; the row, or run of up to three rows, that explains most of them is the
// header.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gq::table {

// The column of reasons that a returned file has (returned_file.h); passed over when the file comes back.
inline constexpr std::string_view kReasonHeader = "错误说明";

struct HeaderColumn {
  std::string name;                   // key, also accepted as header: "id_number"
  std::vector<std::string> synonyms;  // headers in files; the first is the label shown to people: "身份证号"
  bool required = false;

  std::string_view Label() const {
    return synonyms.empty() ? std::string_view(name) : std::string_view(synonyms.front());
  }
};

// Which columns the caller wants. Without any, every column of the file is given, under its own header.
struct HeaderSpec {
  std::vector<HeaderColumn> columns;
};

// A header reduced to what must agree: without blanks, line breaks, punctuation, required marks and the difference
// between full and half width; Latin letters small; 号码 = 号. With `keep_brackets` the text in brackets counts too:
// 「*月 工资（元）」 -> "月工资元", without it -> "月工资".
std::string HeaderKey(std::string_view text, bool keep_brackets);

struct FileColumn {
  std::string header;                 // as in the file, blanks joined; "A", "B" where there is none
  std::size_t position;               // from 0
  std::optional<std::size_t> column;  // of HeaderSpec::columns
};

struct HeaderMatch {
  std::size_t first_row = 0, rows = 1;                // within the rows given
  bool has_keys = false;                              // the first row is a template's row of keys
  std::vector<FileColumn> columns;                    // every column that has a header
  std::vector<std::optional<std::size_t>> positions;  // by column of the spec
  std::vector<std::string> unknown;                   // headers that no column of the spec has
  std::vector<std::string> duplicates;                // headers that name a column a second time; the first one counts
  std::vector<std::string> missing;                   // labels of required columns that the file has not
  std::size_t matched = 0;
};

class HeaderFinder {
 public:
  // `chosen`: (name of the spec, header in the file) pairs that a person decided; they stand above synonyms.
  explicit HeaderFinder(const HeaderSpec& spec, const std::vector<std::pair<std::string, std::string>>& chosen = {});

  // `rows`: the first rows of the sheet as texts by position. Nothing if no row looks like a header.
  std::optional<HeaderMatch> Find(const std::vector<std::vector<std::string>>& rows) const;
  // Whether the row repeats the header (printed lists repeat it on every page).
  bool IsRepeated(const HeaderMatch& match, const std::vector<std::string>& row) const;

 private:
  struct Named {
    std::size_t column;
    int quality;
  };
  std::optional<Named> Lookup(std::string_view header) const;
  HeaderMatch Match(const std::vector<std::vector<std::string>>& rows, std::size_t first, std::size_t count,
                    int& score) const;
  std::optional<HeaderMatch> FirstFullRow(const std::vector<std::vector<std::string>>& rows) const;
  bool IsKeyRow(const HeaderMatch& match, const std::vector<std::string>& row) const;
  void JoinKeyRow(const std::vector<std::vector<std::string>>& rows, HeaderMatch& match) const;

  const HeaderSpec& spec_;
  std::map<std::string, std::size_t, std::less<>> chosen_, names_;
};

// Rows below the data that are none, by the row's first text: 合计, 总计, 小计 ... / 填报人：, 审核人：, 签字 ... /
// 备注：, 注1, 第 1 页 ...
enum class FooterKind : std::uint8_t { kNone, kTotal, kSignature, kNote };
FooterKind FindFooterKind(std::string_view first_text);

// Whether a text that stands alone in its row is a remark of whoever made the table rather than a cell of a record.
bool ReadsLikeSentence(std::string_view text);

}  // namespace gq::table
