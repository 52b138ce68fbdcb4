// Rows of a file whose values exclude each other: from and to, least and most (Field::not_above), in every kind of
// file. Pure; thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "modules/imports/roster.h"

namespace gq::imports {

// Within the row: a problem in the column of the upper value, with the code of its field ("valid_to.reversed").
void RefuseReversed(const RawRow& raw, const std::vector<ImportColumn>& columns, const RecordType& type,
                    const std::vector<FieldValue>& values, std::vector<Problem>& problems);
// Beside what is stored: the conflict of a row that leaves `record` reversed, of the same code. What stood there
// reversed in `before` already is none; before null: a new record.
std::optional<Problem> ReversedBeside(std::int64_t row, std::int64_t sheet_row, const RecordType& type,
                                      const void* record, const void* before);

}  // namespace gq::imports
