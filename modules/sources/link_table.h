// Reading the files of the command link: every row behind the header is a record, whatever is wrong with it.
// Thread-safety: functions from any thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engines/reconcile/linkage.h"

namespace gq::sources {

// A file as a table of texts. Records count from 1 on through the file; blank lines are none, records of
// empty cells are.
struct LinkFile {
  std::vector<std::string> headers;
  reconcile::LinkTable table;  // columns in the order of headers
  struct Remark {
    std::size_t row;
    std::string column;
    std::string_view reason;  // Chinese
  };
  std::vector<Remark> remarks;  // what was read as well as could be
};
// The header is the first of 20 rows that holds all of `wanted` (compared without blanks and case); without wanted
// ones, the first row of at least two cells. Workbooks: the first sheet that has such a row.
Result<LinkFile> ReadLinkFile(const std::string& path, const std::vector<std::string>& wanted);
// The column of a header, or headers.size().
std::size_t FindColumn(const LinkFile& file, const std::string& header);

// Fields for files without a configuration: headers that both files have, each with the comparator that its values
// suggest. Running numbers of records (id, rec_id, row ...) are left out.
std::vector<reconcile::LinkField> GuessFields(const LinkFile& left, const LinkFile* right);
// Whether most values of a column can be read as what it is compared as: dates, telephones and numbers have digits.
bool ReadsAs(reconcile::Comparator comparator, const std::vector<std::string>& column);
// Whether a column says who somebody is (reconcile::LinkField::personal), by its header or as a column of Chinese
// names.
bool IsPersonal(const reconcile::LinkField& field, const std::string& header);

}  // namespace gq::sources
