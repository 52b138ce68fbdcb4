// The scan loop of each instruction set beside a plain reading of the same bytes.
#include "engines/reconcile/kernel.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "engines/reconcile/identity.h"
#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

constexpr int kColumns = 4;

// Pieces of cells: right ones, letters of two bytes, and what is cut short or follows nothing.
const char* const kPieces[] = {"张", "吴桂芳",           "0",        "12345",   "A",    "·",    "\xC3\xA9",
                               "𠮷", "\xE5\xBC",         "\xBC\xA0", "\x80",    "\xF0", "\xFF", "\xC2",
                               "",   "（集团）有限公司", "\xC1\xBF", "\xED\xA0"};

std::string RandomRecord(testing::Dice& dice, int id_column, bool clean) {
  std::string record;
  const int columns = dice.Below(40) == 0 ? kColumns + 1 - dice.Below(3) : kColumns;
  for (int c = 0; c < columns; ++c) {
    if (c > 0) record += ',';
    if (c == id_column) {
      std::uint64_t digits = 43012119800101000ULL + static_cast<std::uint64_t>(dice.Below(1000));
      record += IdText(MakeKey(digits, CheckCode(digits)));
      if (dice.Below(30) == 0) record.back() = record.back() == '7' ? '8' : '7';
    } else {
      for (int n = dice.Below(c == 3 ? 12 : 4); n > 0; --n)
        record += kPieces[clean && dice.Below(200) != 0 ? dice.Below(6) : dice.Below(std::size(kPieces))];
    }
  }
  return record;
}

// As kernel.h says it: every lead wants so many to follow, and no others follow; in UTF-8 no letters of two bytes but
// ·.
bool Foreign(std::string_view text, bool gb18030) {
  bool fits = true, letters = false, high = false;
  std::size_t wanted[4] = {};  // of the next bytes
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const unsigned b = i < text.size() ? static_cast<unsigned char>(text[i]) : '\n';
    const bool follows = b >= 0x80 && b <= 0xC1;
    fits = fits && follows == (wanted[0] > 0);
    for (int k = 0; k < 3; ++k) wanted[k] = wanted[k + 1];
    wanted[3] = 0;
    high = high || b >= 0x80;
    letters = letters || (b >= 0xC3 && b < 0xE0);
    const int more = b >= 0xF0 ? 3 : b >= 0xE0 ? 2 : b >= 0xC2 ? 1 : 0;
    // Only what stands so far behind is wanted: a lead among them wants its own.
    if (more >= 1) wanted[0] = 1;
    if (more >= 2) wanted[1] = 1;
    if (more >= 3) wanted[2] = 1;
  }
  return gb18030 ? fits && high : !fits || letters;
}

struct Seen {
  std::vector<std::uint32_t> odd, plain;
  std::uint32_t rows = 0, blanks = 0;
  bool operator==(const Seen&) const = default;
};

Seen Scan(Isa isa, const std::string& bytes, std::size_t size, int id_column, bool gb18030) {
  static constexpr std::uint64_t kEvery[] = {~std::uint64_t{0}, ~std::uint64_t{0}};
  Isa used;
  const ScanFunction scan = GetKernel(isa, &used);
  const auto batch = std::make_unique<ScanBatch>();
  Seen seen;
  for (std::size_t from = 0;;) {
    ScanTask task;
    task.data = bytes.data() + from, task.size = size - from, task.start_limit = size - from;
    task.record_bytes_max = 65536;
    task.id_column = id_column, task.columns = kColumns, task.gb18030 = gb18030;
    task.filter = {kEvery, 63};
    batch->candidates = batch->odd = 0;
    const ScanResult result = scan(task, *batch);
    for (std::uint32_t i = 0; i < batch->odd; ++i) seen.odd.push_back(seen.rows + batch->odd_row[i].row);
    for (std::uint32_t i = 0; i < batch->candidates; ++i) seen.plain.push_back(seen.rows + batch->candidate[i].row);
    seen.rows += result.rows, seen.blanks += result.blanks;
    from += result.next;
    if (result.stop != ScanStop::kFull) return seen;
  }
}

TEST(Kernel, AllInstructionSetsSeeWhatAPlainReadingSees) {
  testing::Dice dice(20261122);
  for (int world = 0; world < 60; ++world) {
    const bool gb18030 = world % 3 == 2, clean = world % 2 == 0;
    const int id_column = world % kColumns;
    std::string bytes;
    Seen expected;
    for (int i = 0; i < 4000; ++i) {
      if (dice.Below(100) == 0) bytes += '\n', ++expected.blanks;
      const std::string record = RandomRecord(dice, id_column, clean);
      bytes += record;
      bytes += dice.Below(8) == 0 ? "\r\n" : "\n";
      std::vector<std::string> cells(1);
      for (const char c : record) c == ',' ? (void)cells.emplace_back() : (void)(cells.back() += c);
      bool plain = cells.size() == kColumns && !Foreign(record, gb18030);
      if (plain) {
        const ParsedId id = ParseId(cells[static_cast<std::size_t>(id_column)]);
        plain = id.kind == IdKind::kCanonical && cells[static_cast<std::size_t>(id_column)].substr(15) != "000";
      }
      (plain ? expected.plain : expected.odd).push_back(expected.rows++);
    }
    const std::size_t size = bytes.size();
    bytes.append(64, '\x80');  // what may stand behind
    for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
      const Seen seen = Scan(isa, bytes, size, id_column, gb18030);
      EXPECT_EQ(seen.rows, expected.rows);
      EXPECT_EQ(seen.odd, expected.odd) << NameOf(isa) << " " << world;
      EXPECT_TRUE(seen == expected) << NameOf(isa) << " " << world;
    }
  }
}

}  // namespace
}  // namespace gq::reconcile
