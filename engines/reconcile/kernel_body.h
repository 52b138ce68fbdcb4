// The body of the scan loop. Included once by each kernel_*.cc after it has defined, in an unnamed namespace,
//   struct Masks { std::uint64_t newline, comma, quote; };
//   Masks MasksOf(const char* p);              // of 64 bytes
//   std::uint64_t CommasOf(const char* p);     // of 64 bytes
//   TextMasks TextMasksOf(const char* p);      // of 64 bytes (kernel_text.h)
//   class TextCheck;                           // what IsForeign finds in records, for a group of blocks at once:
//     void Add(const char* p, bool first);     //   64 bytes behind those before; first: there are none
//     bool TakeBad();                          //   whether there may be foreign ones among those since the last time
//   bool PackId(const char* p, std::uint64_t* key);   // 18 bytes: canonical with a right check code
// No inline function of a header may be called here: it could be linked into code for lesser machines.
#pragma once

namespace gq::reconcile {
namespace {

// Lines are taken a group at a time, in three loops that do not wait for each other: where they end, what their IDs
// are, whether the filters hold them. Of a group no more than kGroup and what the last block adds.
constexpr std::uint32_t kGroup = 64, kLines = kGroup + 64;

// Where lines end, and the counts up to there since the scan began.
struct Lines {
  std::uint32_t count = 0;
  std::uint32_t end[kLines];  // the newline
  std::uint32_t commas[kLines];
  bool doubtful = false;          // there may be foreign records among them; UTF-8 only
  std::uint32_t misfits[kLines];  // bytes that do not fit as UTF-8; GB18030 only, as
  std::uint32_t high[kLines];     // bytes outside ASCII
};

// Plain records whose places in the filter have been asked for from memory, to be looked at with the next group: the
// filter is larger than the near caches, and waiting for it would be most of the work.
struct Pending {
  std::uint32_t count = 0;
  std::uint64_t key[kLines];
  std::uint32_t start[kLines], size[kLines], row[kLines];
  std::uint64_t probe[kLines][3];  // FilterHash of what the near pass asks for
};
static_assert(2 * kLines <= ScanBatch::kSlack);

struct Cursor {
  const ScanTask* task;
  ScanBatch* batch;
  std::size_t start;                                // of the first record that has not been taken
  std::uint32_t commas = 0, misfits = 0, high = 0;  // counts up to there
  std::uint32_t rows = 0, blanks = 0;
  Pending pending[2];
  std::uint32_t turn = 0;  // which of them is being filled
};

// `hash` is FilterHash of a key.
inline __attribute__((always_inline)) bool InFilter(const Filter& filter, std::uint64_t hash) {
  const std::uint64_t bits = FilterBits(hash);
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

// HashName of a cell, whose surroundings may be read.
inline __attribute__((always_inline)) std::uint64_t HashCell(const char* cell, std::size_t size) {
  std::uint64_t hash = size;
  // Names of up to five characters, without a jump that depends on their length.
  if (size - 1 < 16) {
    std::uint64_t front = 0, back = 0;
    __builtin_memcpy(&front, cell, 8);
    __builtin_memcpy(&back, cell + 8, 8);
    const std::uint64_t two = 0 - std::uint64_t{size > 8};  // all bits, or none: a compiler makes a jump of `?`
    const std::size_t last = size - (8 & two);              // bytes of the last word, 1 to 8
    const std::uint64_t mask = ~0ULL >> 8 * (8 - last);
    std::uint64_t one = (hash ^ (front & (mask | two))) * 0x9E3779B97F4A7C15ULL;
    one ^= one >> 29;
    std::uint64_t both = (one ^ (back & mask)) * 0x9E3779B97F4A7C15ULL;
    both ^= both >> 29;
    return (both & two) | (one & ~two);
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

// Where a cell of a plain record begins that is nearer to its end: counted from there, because rows of a register
// differ in whether its column begins within the first 64 bytes. The 64 bytes before the record's end may be read.
inline __attribute__((always_inline)) std::size_t CellFromEnd(int columns, int column, const char* record,
                                                              std::size_t size) {
  std::uint64_t mask = CommasOf(record + size - 64);
  const int behind = columns - 1 - column;  // commas behind the cell
  if (__builtin_popcountll(mask) <= behind) return CellAt(column, record, size);
  for (int n = behind; n > 0; --n) mask &= ~(1ULL << (63 - __builtin_clzll(mask)));
  return size - static_cast<std::size_t>(__builtin_clzll(mask));
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

// Asks memory for what the probe filter says of a record, to be looked at with its group. from_end: the phone is looked
// for from the record's end, before which 64 bytes may be read.
inline __attribute__((always_inline)) void AskProbe(const ScanTask& task, const char* record, std::size_t size,
                                                    std::uint64_t key, bool from_end, Pending& pending,
                                                    std::uint32_t at) {
  std::uint64_t* const hashes = pending.probe[at];
  const std::uint64_t front = CommasOf(record);
  // A probe that is not made repeats the first one.
  hashes[0] = hashes[1] = hashes[2] = FilterHash(ProbeOfPlaceAndBirth(key));
  if (task.name_column >= 0) hashes[1] = FilterHash(NameProbeOf(task, record, size, front, key));
  if (task.phone_column >= 0) {
    const std::size_t cell = from_end ? CellFromEnd(task.columns, task.phone_column, record, size)
                             : task.phone_column > 0 && __builtin_popcountll(front) >= task.phone_column
                                 ? BitAt(front, task.phone_column) + 1
                                 : CellAt(task.phone_column, record, size);
    hashes[2] = FilterHash(ProbeOfPhone(record + cell));
  }
  for (int i = 0; i < 3; ++i) __builtin_prefetch(&task.probe.words[hashes[i] >> task.probe.shift]);
}

// Whether a record does not fit as text; its newline counts, where a character cut short shows.
inline __attribute__((always_inline)) bool IsForeign(const char* record, std::size_t whole) {
  TextCarry carry;
  for (std::size_t block = 0; block <= whole; block += 64) {
    const TextMasks masks = TextMasksOf(record + block);
    std::uint64_t misfit = Misfits(masks, 0, carry) | TwoByteLetters(masks);
    if (whole - block < 63) misfit &= (2ULL << (whole - block)) - 1;
    if (misfit != 0) return true;
  }
  return false;
}

// Looks at the records of the group before.
inline __attribute__((always_inline)) void Settle(Cursor& cursor, Pending& pending) {
  const ScanTask& task = *cursor.task;
  ScanBatch& batch = *cursor.batch;
  const bool probes = task.probe.words != nullptr;
  for (std::uint32_t i = 0; i < pending.count; ++i) {
    const std::uint64_t key = pending.key[i];
    const std::uint64_t* const probe = pending.probe[i];
    bool passed = InFilter(task.filter, FilterHash(key));
    // All that can be asked is asked: what a jump would save is less than what guessing it wrongly costs.
    if (probes) {
      for (int k = 0; k < 3; ++k) passed |= InFilter(task.probe, probe[k]);
    }
    ScanRow* const candidate = &batch.candidate[batch.candidates];
    candidate->key = key;
    candidate->start = pending.start[i];
    candidate->size = pending.size[i];
    candidate->row = pending.row[i];
    batch.candidates += passed ? 1 : 0;
  }
  pending.count = 0;
}

// False: a record begins where none are wanted any more; it and those behind it are not taken.
template <bool kGb18030>
inline __attribute__((always_inline)) bool TakeLines(Cursor& cursor, Lines& lines) {
  const ScanTask& task = *cursor.task;
  ScanBatch& batch = *cursor.batch;
  Pending& pending = cursor.pending[cursor.turn];
  cursor.turn ^= 1;
  const std::uint32_t wanted = static_cast<std::uint32_t>(task.columns) - 1;
  const bool phone_at_end = 2 * task.phone_column >= task.columns;
  std::uint32_t i = 0;
  for (; i < lines.count && cursor.start < task.start_limit; ++i) {
    const std::size_t start = cursor.start, whole = lines.end[i] - start;
    const char* const record = task.data + start;
    const std::uint32_t commas = lines.commas[i] - cursor.commas;
    bool foreign = false;
    if constexpr (kGb18030) {
      foreign = lines.misfits[i] == cursor.misfits && lines.high[i] != cursor.high;
      cursor.misfits = lines.misfits[i], cursor.high = lines.high[i];
    } else {
      foreign = lines.doubtful && IsForeign(record, whole);
    }
    cursor.commas = lines.commas[i];
    cursor.start = lines.end[i] + std::size_t{1};
    const std::size_t size = whole - (whole > 0 && record[whole - 1] == '\r' ? 1 : 0);
    if (size == 0) {
      ++cursor.blanks;
      continue;
    }
    std::size_t id = 0;
    bool plain = !foreign & (commas == wanted) & (whole < task.record_bytes_max);
    if (task.id_column > 0) {
      const std::uint64_t front = CommasOf(record);
      id = __builtin_popcountll(front) >= task.id_column ? BitAt(front, task.id_column) + 1
                                                         : CellAt(task.id_column, record, size);
    }
    std::uint64_t key = 0;
    // A record that is too short for an ID has bytes behind it all the same.
    plain = plain && id + 18 <= size && (id + 18 == size || record[id + 18] == ',');
    plain = plain && PackId(record + id, &key);
    const std::uint32_t row = cursor.rows++;
    if (!plain) {
      ScanRow* const odd = &batch.odd_row[batch.odd++];
      odd->start = static_cast<std::uint32_t>(start), odd->size = static_cast<std::uint32_t>(size), odd->row = row;
      continue;
    }
    __builtin_prefetch(&task.filter.words[FilterHash(key) >> task.filter.shift]);
    if (task.probe.words != nullptr)
      AskProbe(task, record, size, key, phone_at_end && start + size >= 64, pending, pending.count);
    pending.key[pending.count] = key;
    pending.start[pending.count] = static_cast<std::uint32_t>(start);
    pending.size[pending.count] = static_cast<std::uint32_t>(size);
    pending.row[pending.count++] = row;
  }
  const bool all = i == lines.count;
  lines.count = 0;
  Settle(cursor, cursor.pending[cursor.turn]);
  return all;
}

template <bool kGb18030>
inline ScanResult ScanRecords(Cursor& cursor) {
  const ScanTask& task = *cursor.task;
  const ScanBatch& batch = *cursor.batch;
  const auto result = [&](ScanStop stop) {
    if (stop != ScanStop::kFull && cursor.start >= task.start_limit) stop = ScanStop::kLimit;
    return ScanResult{stop, cursor.start, cursor.rows, cursor.blanks};
  };
  TextCarry carry;
  TextCheck check;
  bool bad_before = false;
  Lines lines;
  std::uint32_t commas = 0, misfits = 0, high = 0;
  bool quoted = false;
  for (std::size_t block = task.begin; block < task.size && !quoted;) {
    if (batch.candidates >= ScanBatch::kCapacity || batch.odd >= ScanBatch::kCapacity) return result(ScanStop::kFull);
    for (; block < task.size && lines.count < kGroup && !quoted; block += 64) {
      Masks masks = MasksOf(task.data + block);
      const std::size_t left = task.size - block;
      if (left < 64) {
        const std::uint64_t keep = (1ULL << left) - 1;
        masks.newline &= keep, masks.comma &= keep, masks.quote &= keep;
      }
      TextMasks text{};
      std::uint64_t misfit = 0;
      if constexpr (kGb18030) {
        text = TextMasksOf(task.data + block);
        misfit = Misfits(text, masks.newline, carry);
      } else {
        check.Add(task.data + block, block == task.begin);
      }
      // What stands behind the first quote is not this loop's business.
      quoted = masks.quote != 0;
      if (quoted) masks.newline &= (masks.quote & (0 - masks.quote)) - 1;
      while (masks.newline != 0) {
        const std::uint64_t upto = masks.newline ^ (masks.newline - 1);  // a character cut short shows at the newline
        const std::uint32_t n = lines.count++;
        lines.end[n] = static_cast<std::uint32_t>(block) + static_cast<std::uint32_t>(__builtin_ctzll(masks.newline));
        lines.commas[n] = commas + static_cast<std::uint32_t>(__builtin_popcountll(masks.comma & upto));
        if (kGb18030) lines.misfits[n] = misfits + static_cast<std::uint32_t>(__builtin_popcountll(misfit & upto));
        if (kGb18030) lines.high[n] = high + static_cast<std::uint32_t>(__builtin_popcountll(text.high & upto));
        masks.newline &= masks.newline - 1;
      }
      commas += static_cast<std::uint32_t>(__builtin_popcountll(masks.comma));
      if (kGb18030) misfits += static_cast<std::uint32_t>(__builtin_popcountll(misfit));
      if (kGb18030) high += static_cast<std::uint32_t>(__builtin_popcountll(text.high));
    }
    if constexpr (!kGb18030) {  // the first line may have begun with the group before
      const bool bad = check.TakeBad();
      lines.doubtful = bad || bad_before;
      bad_before = bad;
    }
    if (!TakeLines<kGb18030>(cursor, lines)) return result(ScanStop::kLimit);
  }
  return result(quoted ? ScanStop::kQuote : ScanStop::kEnd);
}

template <bool kGb18030>
inline ScanResult ScanAs(const ScanTask& task, ScanBatch& batch) {
  Cursor cursor;
  cursor.task = &task, cursor.batch = &batch, cursor.start = task.begin;
  const ScanResult result = ScanRecords<kGb18030>(cursor);
  for (Pending& pending : cursor.pending) Settle(cursor, pending);
  return result;
}

inline ScanResult ScanBody(const ScanTask& task, ScanBatch& batch) {
  return task.gb18030 ? ScanAs<true>(task, batch) : ScanAs<false>(task, batch);
}

}  // namespace
}  // namespace gq::reconcile
