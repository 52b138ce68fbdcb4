// Tables from outside as bytes for the reconcile engine: CSV as it lies on the disk, the sheets of a workbook written
// down as CSV.
//
// Visible sheets with a header on one of their first 20 rows are read one behind the other, columns in the order of the
// first one; records count on through them.
//
// A long number in a workbook has lost its last digits whatever it shows; it is written as 4.33127198001011E+17, so
// that the engine knows it for damaged. Empty rows of a workbook are left out. Thread-safety: ReadAt from any thread.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "engines/reconcile/stream.h"

namespace gq::sources {

// kFile when the file cannot be read or is neither CSV nor a workbook; the message names the file.
Result<std::unique_ptr<reconcile::ByteReader>> OpenTable(const std::string& path, reconcile::TableKind kind,
                                                         const reconcile::HeaderMap& map);

}  // namespace gq::sources
