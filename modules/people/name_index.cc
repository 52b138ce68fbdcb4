#include "modules/people/name_index.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <unordered_set>

#include "base/person_name.h"
#include "kits/codes/name_variants.h"

namespace gq::people {

namespace {

bool IsLatin(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

constexpr char kFolded = '\x02';  // between a name and its folded form; in no name

}  // namespace

struct NameIndex::Found {
  std::unordered_set<Uuid, Hash> seen;
  std::vector<NameHit> exact, partial;
  std::size_t size() const { return exact.size() + partial.size(); }
};

NameIndex::NameIndex(Store& store) : store_(store) {}

void NameIndex::Put(const Uuid& id, std::string_view name, std::string_view pinyin, std::string_view initials,
                    std::int64_t home, std::int64_t work) {
  entries_.push_back({id, static_cast<std::uint32_t>(text_.size()), home, work});
  const std::string key = PersonNameKey(name), folded = FoldVariants(key);
  text_ += key;
  if (folded != key) (text_ += kFolded) += folded;
  text_ += '\t';
  for (const char c : pinyin) {
    if (c != ' ') text_ += c;
  }
  text_ += '\t';
  text_ += initials;
  text_ += '\n';
}

Status NameIndex::Load() {
  std::unique_lock lock(mutex_);
  text_.clear();
  entries_.clear();
  TRY(store_.Query(
      Scope::System("system:name_index"),
      "{shared}SELECT id, name, name_pinyin, name_initials, home_code, work_code, updated_at FROM person", {},
      [&](const db::Row& row) {
        Put(row.Id(0), row.Text(1), row.Text(2), row.Text(3), row.Int(4), row.Int(5));
        seen_until_ = std::max(seen_until_.load(), row.Int(6));
        return Ok();
      },
      true));
  ready_ = true;
  return Ok();
}

Status NameIndex::Refresh() {
  if (!ready_) return Ok();
  struct Changed {
    Uuid id;
    std::string name, pinyin, initials;
    std::int64_t home, work;
  };
  std::vector<Changed> changed;
  std::unordered_set<Uuid, Hash> ids;
  std::int64_t until = seen_until_.load();
  // A transaction that began earlier may commit later: look a little back.
  TRY(store_.Query(
      Scope::System("system:name_index"),
      "{shared}SELECT id, name, name_pinyin, name_initials, home_code, work_code, updated_at FROM person WHERE "
      "updated_at >= ?1",
      {seen_until_ - 10'000'000}, [&](const db::Row& row) {
        changed.push_back({row.Id(0), row.String(1), row.String(2), row.String(3), row.Int(4), row.Int(5)});
        ids.insert(changed.back().id);
        until = std::max(until, row.Int(6));
        return Ok();
      }));
  if (changed.empty()) return Ok();
  std::unique_lock lock(mutex_);
  for (auto& entry : entries_) {
    if (ids.count(entry.id) > 0) entry.id = Uuid();
  }
  for (const auto& row : changed) Put(row.id, row.name, row.pinyin, row.initials, row.home, row.work);
  seen_until_ = until;
  return Ok();
}

std::size_t NameIndex::size() const {
  const std::shared_lock lock(mutex_);
  return entries_.size();
}

void NameIndex::Scan(const Scope& scope, const std::string& wanted, std::size_t enough, Found& found) const {
  const bool latin = IsLatin(wanted);
  const char* const begin = text_.data();
  const char* const end = begin + text_.size();
  for (const char* at = begin; at < end && found.size() < enough;) {
    const void* place = memmem(at, static_cast<std::size_t>(end - at), wanted.data(), wanted.size());
    if (place == nullptr) break;
    const char* hit = static_cast<const char*>(place);
    const auto offset = static_cast<std::uint32_t>(hit - begin);
    const auto entry = std::prev(std::upper_bound(entries_.begin(), entries_.end(), offset,
                                                  [](std::uint32_t o, const Entry& e) { return o < e.offset; }));
    const char* line_end = static_cast<const char*>(std::memchr(hit, '\n', static_cast<std::size_t>(end - hit)));
    at = line_end == nullptr ? end : line_end + 1;
    const bool inside = scope.SeesHome(entry->home_code) || (entry->work_code != 0 && scope.SeesWork(entry->work_code));
    if (entry->id.IsNil() || !inside || !found.seen.insert(entry->id).second) continue;
    const std::string_view line(begin + entry->offset, static_cast<std::size_t>(at - begin) - entry->offset - 1);
    const std::string_view names = line.substr(0, line.find('\t'));
    const std::string_view name = names.substr(0, names.find(kFolded));
    const std::string_view folded = names.substr(name.size() == names.size() ? 0 : name.size() + 1);
    const std::string_view initials = line.substr(line.rfind('\t') + 1);
    if (!latin) {
      (name == wanted || folded == wanted ? found.exact : found.partial).push_back({entry->id, "姓名"});
    } else {
      const bool by_initials = initials.find(wanted) != std::string_view::npos;
      (initials == wanted || name == wanted ? found.exact : found.partial)
          .push_back({entry->id, by_initials ? "拼音首字母" : "拼音"});
    }
  }
}

Result<std::vector<NameHit>> NameIndex::Find(const Scope& scope, std::string_view text, std::size_t limit) {
  const std::string wanted = PersonNameKey(text), folded = FoldVariants(wanted);
  if (wanted.empty()) return std::vector<NameHit>();
  Found found;
  const std::shared_lock lock(mutex_);
  Scan(scope, wanted, limit * 4, found);
  if (folded != wanted) Scan(scope, folded, limit * 4, found);
  found.exact.insert(found.exact.end(), found.partial.begin(), found.partial.end());
  if (found.exact.size() > limit) found.exact.resize(limit);
  return std::move(found.exact);
}

}  // namespace gq::people
