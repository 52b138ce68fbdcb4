// Finding people by name (D9): part of a name, pinyin or its initials, in memory, for all people of the store.
//
// One text of all names with their pinyin lies in memory ("麻金莲 ma jin lian mjl\n"), about 40 bytes a person; a
// search is one pass with memmem over it (1.5 million people: tens of milliseconds), and what matches is then read
// through the caller's scope. FTS5's trigrams find no two-character name, and LIKE '%..%' reads the table. Filled in
// the background at start and brought up to date after every commit.
//
// Variants of characters are alike (kits/codes/name_variants.h): a name that has one stands there twice, as it is and
// folded ("吳伟\x02吴伟"). What is typed is looked for as it is typed and, where that is another text, folded, so that
// 吴 finds 吳 in one pass; 吳 finds its own spelling first and 吴 in a second.
//
// Thread-safety: from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/store/store.h"

namespace gq::people {

struct NameHit {
  Uuid id;
  std::string_view how;  // 姓名, 拼音, 拼音首字母
};

class NameIndex {
 public:
  explicit NameIndex(Store& store);
  // Reads everybody; called once in the background. Answers are complete after it has ended (ready()).
  Status Load();
  // Reads who changed since the last call.
  Status Refresh();
  bool ready() const { return ready_; }
  std::size_t size() const;
  // The first `limit` people whose name, pinyin or initials contain `text`, inside the scope; exact names first.
  Result<std::vector<NameHit>> Find(const Scope& scope, std::string_view text, std::size_t limit);

 private:
  struct Entry {
    Uuid id;
    std::uint32_t offset;
    std::int64_t home_code, work_code;
  };
  void Put(const Uuid& id, std::string_view name, std::string_view pinyin, std::string_view initials, std::int64_t home,
           std::int64_t work);
  struct Found;
  void Scan(const Scope& scope, const std::string& wanted, std::size_t enough, Found& found) const;

  Store& store_;
  mutable std::shared_mutex mutex_;
  std::string text_;
  std::vector<Entry> entries_;  // ascending offset; a changed person is appended again and the old entry loses its id
  struct Hash {
    std::size_t operator()(const Uuid& id) const { return std::hash<std::string>()(id.ToBytes()); }
  };
  std::atomic<std::int64_t> seen_until_{0};
  std::atomic<bool> ready_{false};
};

}  // namespace gq::people
