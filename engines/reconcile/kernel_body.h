// The body of the scan loop. Included once by each kernel_*.cc after it has defined, in an unnamed namespace,
//   struct Masks { std::uint64_t newline, comma, quote; };
//   Masks MasksOf(const char* p);              // of 64 bytes
//   std::uint64_t CommasOf(const char* p);     // of 64 bytes
//   struct TextMasks { std::uint64_t high, follow, three, four; };   // bytes from 0x80, 0x80..0xC1, from 0xE0, from
//   0xF0 TextMasks TextMasksOf(const char* p);      // of 64 bytes bool PackId(const char* p, std::uint64_t* key);   //
//   18 bytes: canonical with a right check code
// No inline function of a header may be called here: it could be linked into code for lesser machines.
#pragma once

namespace gq::reconcile {
namespace {

// A plain record whose place in the filter has been asked for from memory, to be looked at a few records later: the
// filter is larger than the near caches, and waiting for it would be most of the work.
struct Pending {
  std::uint64_t key;
  std::uint32_t start, size, row;
};
constexpr std::uint32_t kAhead = 16;  // with the records of one block less than ScanBatch::kSlack

struct Cursor {
  const ScanTask* task;
  ScanBatch* batch;
  std::size_t start;         // of the current record
  std::uint64_t commas = 0;  // commas of the current record in earlier blocks
  std::uint64_t high = 0;    // not 0: bytes outside ASCII in the current record, in earlier blocks
  std::uint64_t misfit = 0;  // not 0: bytes that do not fit as UTF-8
  std::uint32_t rows = 0, blanks = 0;
  std::uint32_t queued = 0, settled = 0;
  Pending pending[kAhead];
};

inline __attribute__((always_inline)) bool InFilter(const Filter& filter, std::uint64_t key) {
  const std::uint64_t hash = FilterHash(key), bits = FilterBits(hash);
  return (filter.words[hash >> filter.shift] & bits) == bits;
}

// Where a cell of the record begins; size when there is none.
inline __attribute__((always_inline)) std::size_t CellAt(int column, const char* record, std::size_t size) {
  int wanted = column;
  for (std::size_t block = 0; wanted > 0 && block < size; block += 64) {
    std::uint64_t mask = CommasOf(record + block);
    const int here = __builtin_popcountll(mask);
    if (here < wanted) {
      wanted -= here;
      continue;
    }
    for (; wanted > 1; --wanted) mask &= mask - 1;
    return block + static_cast<std::size_t>(__builtin_ctzll(mask)) + 1;
  }
  return wanted > 0 ? size : 0;
}

// The eleven digits of a plain phone cell that begins at `at`, 0 for anything else.
inline __attribute__((always_inline)) std::uint64_t PhoneAt(const char* record, std::size_t size, std::size_t at) {
  if (at + 11 > size || (at + 11 < size && record[at + 11] != ',')) return 0;
  std::uint64_t word = 0;
  __builtin_memcpy(&word, record + at, 8);
  const std::uint64_t each = 0x0101010101010101ULL;
  std::uint64_t bad = ((word + 0x46 * each) | (word - 0x30 * each)) & 0x80 * each;  // a byte that is no digit
  word = (word & 0x0F * each) * (10 * 256 + 1) >> 8;                                // pairs, fours, eight digits
  word = (word & 0x00FF00FF00FF00FFULL) * (100 * 65536 + 1) >> 16;
  std::uint64_t phone = (word & 0x0000FFFF0000FFFFULL) * (10000ULL * 4294967296ULL + 1) >> 32;
  for (std::size_t i = 8; i < 11; ++i) {
    const unsigned digit = static_cast<unsigned char>(record[at + i]) - static_cast<unsigned>('0');
    bad |= digit > 9 ? 1U : 0U;
    phone = phone * 10 + digit;
  }
  return bad == 0 ? phone : 0;
}

// HashName of a cell, whose surroundings may be read.
inline __attribute__((always_inline)) std::uint64_t HashCell(const char* cell, std::size_t size) {
  std::uint64_t hash = size;
  // Names of up to five characters, without a jump that depends on their length.
  if (size - 1 < 16) {
    std::uint64_t front = 0, back = 0;
    __builtin_memcpy(&front, cell, 8);
    __builtin_memcpy(&back, cell + 8, 8);
    const bool two = size > 8;
    const std::size_t last = two ? size - 8 : size;  // bytes of the last word, 1 to 8
    const std::uint64_t mask = ~0ULL >> 8 * (8 - last);
    std::uint64_t one = (hash ^ (two ? front : front & mask)) * 0x9E3779B97F4A7C15ULL;
    one ^= one >> 29;
    std::uint64_t both = (one ^ (back & mask)) * 0x9E3779B97F4A7C15ULL;
    both ^= both >> 29;
    return two ? both : one;
  }
  for (std::size_t i = 0; i < size; i += 8) {
    std::uint64_t word = 0;
    __builtin_memcpy(&word, cell + i, 8);
    if (size - i < 8) word &= (1ULL << 8 * (size - i)) - 1;
    hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29;
  }
  return hash;
}

// The `n`-th set bit, from 1; the mask has so many.
inline __attribute__((always_inline)) std::size_t BitAt(std::uint64_t mask, int n) {
  for (; n > 1; --n) mask &= mask - 1;
  return static_cast<std::size_t>(__builtin_ctzll(mask));
}

// `front`: the commas of the record's first 64 bytes.
inline __attribute__((always_inline)) std::uint64_t NameProbeOf(const ScanTask& task, const char* record,
                                                                std::size_t size, std::uint64_t front,
                                                                std::uint64_t key) {
  const int column = task.name_column;
  std::size_t at = 0, end = 0;
  if (__builtin_popcountll(front) > column) {
    at = column == 0 ? 0 : BitAt(front, column) + 1;
    end = BitAt(front, column + 1);
  } else {
    at = CellAt(column, record, size);
    const std::uint64_t commas = at < size ? CommasOf(record + at) : 0;
    end = commas == 0 ? size : at + static_cast<std::size_t>(__builtin_ctzll(commas));
  }
  return ProbeOfNameAndPlace(HashCell(record + at, (end < size ? end : size) - at), key);
}

inline __attribute__((always_inline)) bool PassesProbe(const ScanTask& task, const char* record, std::size_t size,
                                                       std::uint64_t key) {
  if (InFilter(task.probe, ProbeOfPlaceAndBirth(key))) return true;
  const std::uint64_t front = CommasOf(record);
  if (task.name_column >= 0 && InFilter(task.probe, NameProbeOf(task, record, size, front, key))) return true;
  if (task.phone_column < 0) return false;
  const std::size_t at = task.phone_column > 0 && __builtin_popcountll(front) >= task.phone_column
                             ? BitAt(front, task.phone_column) + 1
                             : CellAt(task.phone_column, record, size);
  return InFilter(task.probe, ProbeOfPhone(PhoneAt(record, size, at)));
}

// Which bytes of a block are no UTF-8 by the number of bytes that follow each lead, or that follow none. What the
// leads of one block ask of the next is carried on. 0xC0 and 0xC1, which UTF-8 never has, count as following bytes.
struct TextCarry {
  std::uint64_t two = 0, three = 0, four = 0;
};
inline __attribute__((always_inline)) std::uint64_t Misfits(const TextMasks& masks, TextCarry& carry) {
  const std::uint64_t lead = masks.high & ~masks.follow;
  const std::uint64_t expected =
      (lead << 1 | carry.two) | (masks.three << 2 | carry.three) | (masks.four << 3 | carry.four);
  carry = {lead >> 63, masks.three >> 62, masks.four >> 61};
  return expected ^ masks.follow;
}

inline __attribute__((always_inline)) void SettleOldest(Cursor& cursor) {
  const ScanTask& task = *cursor.task;
  ScanBatch& batch = *cursor.batch;
  const Pending& record = cursor.pending[cursor.settled++ % kAhead];
  bool passed = InFilter(task.filter, record.key);
  if (task.probe.words != nullptr && !passed)
    passed = PassesProbe(task, task.data + record.start, record.size, record.key);
  ScanRow* const candidate = &batch.candidate[batch.candidates];
  candidate->key = record.key;
  candidate->start = record.start;
  candidate->size = record.size;
  candidate->row = record.row;
  batch.candidates += passed ? 1 : 0;
}

inline __attribute__((always_inline)) void TakeRecord(Cursor& cursor, std::size_t newline, std::uint64_t commas,
                                                      bool foreign) {
  const ScanTask& task = *cursor.task;
  const char* const record = task.data + cursor.start;
  std::size_t size = newline - cursor.start;
  if (size > 0 && record[size - 1] == '\r') --size;
  if (size == 0) {
    ++cursor.blanks;
    return;
  }
  ScanBatch& batch = *cursor.batch;
  std::size_t id = 0;
  bool plain = !foreign && commas + 1 == static_cast<std::uint64_t>(task.columns) &&
               newline - cursor.start < task.record_bytes_max;
  if (task.id_column > 0) {
    std::uint64_t mask = CommasOf(record);
    for (int i = 1; i < task.id_column; ++i) mask &= mask - 1;
    plain = plain && mask != 0;
    id = mask == 0 ? 0 : static_cast<std::size_t>(__builtin_ctzll(mask)) + 1;
  }
  std::uint64_t key = 0;
  plain = plain && id + 18 <= size && (id + 18 == size || record[id + 18] == ',');
  plain = plain && PackId(record + id, &key);
  const auto start = static_cast<std::uint32_t>(cursor.start), bytes = static_cast<std::uint32_t>(size);
  const std::uint32_t row = cursor.rows++;
  if (!plain) {
    ScanRow* const odd = &batch.odd_row[batch.odd++];
    odd->start = start, odd->size = bytes, odd->row = row;
    return;
  }
  if (cursor.queued - cursor.settled == kAhead) SettleOldest(cursor);
  __builtin_prefetch(&task.filter.words[FilterHash(key) >> task.filter.shift]);
  cursor.pending[cursor.queued++ % kAhead] = {key, start, bytes, row};
}

template <bool kGb18030>
inline ScanResult ScanRecords(Cursor& cursor) {
  const ScanTask& task = *cursor.task;
  const ScanBatch& batch = *cursor.batch;
  TextCarry carry;
  std::size_t block = task.begin;
  for (; block < task.size; block += 64) {
    if (batch.candidates >= ScanBatch::kCapacity || batch.odd >= ScanBatch::kCapacity) {
      return {ScanStop::kFull, cursor.start, cursor.rows, cursor.blanks};
    }
    Masks masks = MasksOf(task.data + block);
    const std::size_t left = task.size - block;
    if (left < 64) {
      const std::uint64_t keep = (1ULL << left) - 1;
      masks.newline &= keep, masks.comma &= keep, masks.quote &= keep;
    }
    const TextMasks text = TextMasksOf(task.data + block);
    // Letters of two bytes other than · are rare in UTF-8 here, and GB18030 may look like them.
    const std::uint64_t misfits = Misfits(text, carry) | (kGb18030 ? 0 : text.letter & ~text.three);
    // What stands behind the first quote is not this loop's business.
    if (masks.quote != 0) masks.newline &= (masks.quote & (0 - masks.quote)) - 1;
    std::uint64_t behind = ~0ULL;  // bits of the current record in this block
    while (masks.newline != 0) {
      const int bit = __builtin_ctzll(masks.newline);
      const std::uint64_t before = (1ULL << bit) - 1;
      if (cursor.start >= task.start_limit) return {ScanStop::kLimit, cursor.start, cursor.rows, cursor.blanks};
      // A character cut short shows at the newline.
      const std::uint64_t misfit = cursor.misfit | (misfits & (before | 1ULL << bit) & behind);
      const bool foreign = kGb18030 ? misfit == 0 && (cursor.high | (text.high & before & behind)) != 0 : misfit != 0;
      TakeRecord(cursor, block + static_cast<std::size_t>(bit),
                 cursor.commas + static_cast<std::uint64_t>(__builtin_popcountll(masks.comma & before & behind)),
                 foreign);
      cursor.commas = cursor.high = cursor.misfit = 0;
      cursor.start = block + static_cast<std::size_t>(bit) + 1;
      behind = ~before & ~(1ULL << bit);
      masks.newline &= masks.newline - 1;
    }
    if (masks.quote != 0) {
      const ScanStop stop = cursor.start >= task.start_limit ? ScanStop::kLimit : ScanStop::kQuote;
      return {stop, cursor.start, cursor.rows, cursor.blanks};
    }
    cursor.commas += static_cast<std::uint64_t>(__builtin_popcountll(masks.comma & behind));
    cursor.misfit |= misfits & behind;
    if (kGb18030) cursor.high |= text.high & behind;
  }
  const ScanStop stop = cursor.start >= task.start_limit ? ScanStop::kLimit : ScanStop::kEnd;
  return {stop, cursor.start, cursor.rows, cursor.blanks};
}

template <bool kGb18030>
inline ScanResult ScanAs(const ScanTask& task, ScanBatch& batch) {
  Cursor cursor;
  cursor.task = &task, cursor.batch = &batch, cursor.start = task.begin;
  const ScanResult result = ScanRecords<kGb18030>(cursor);
  while (cursor.settled != cursor.queued) SettleOldest(cursor);
  return result;
}

inline ScanResult ScanBody(const ScanTask& task, ScanBatch& batch) {
  return task.gb18030 ? ScanAs<true>(task, batch) : ScanAs<false>(task, batch);
}

}  // namespace
}  // namespace gq::reconcile
