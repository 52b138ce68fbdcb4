#include "modules/sources/sidecar.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <unordered_map>

#include "engines/reconcile/parts.h"
#include "engines/reconcile/text.h"

namespace gq::sources {
namespace {

// GQSIDE1 had no registries: neither a byte of them in the head nor bits behind the finding.
constexpr std::string_view kMagic = "GQSIDE2\n", kOldMagic = "GQSIDE1\n";
constexpr std::size_t kEntryBytes = 25, kHeadBytes = 8 + 8 + 8 + 1;
constexpr int kFindingBits = 3;  // of the last byte; registries lie above
static_assert(reconcile::kFindings <= 1 << kFindingBits);

static_assert(crypto_shorthash_siphash24_KEYBYTES == 16);

std::uint64_t KeyedHash(std::string_view text, const SidecarKey& key) {
  std::uint64_t out = 0;
  crypto_shorthash_siphash24(reinterpret_cast<unsigned char*>(&out),
                             reinterpret_cast<const unsigned char*>(text.data()), text.size(), key.data());
  return out;
}

std::uint32_t KeyedHash32(char purpose, std::string_view a, std::string_view b, const SidecarKey& key) {
  std::string text(1, purpose);
  text += a;
  text += '\n';
  text += b;
  const auto hash = static_cast<std::uint32_t>(KeyedHash(text, key));
  return hash == 0 ? 1 : hash;
}

void PutNumber(std::string& out, std::uint64_t value, int bytes) {
  char text[8];
  for (int i = 0; i < 8; ++i) text[i] = static_cast<char>(value >> (8 * i) & 0xFF);
  out.append(text, static_cast<std::size_t>(bytes));
}

std::uint64_t TakeNumber(std::string_view bytes, std::size_t& at, int size) {
  std::uint64_t value = 0;
  for (int i = 0; i < size; ++i)
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at++])) << (8 * i);
  return value;
}

// The employer that counts: of the first registry that names one for sure.
std::uint32_t EmployerOf(const CompareResult& result, std::size_t i, const SidecarKey& key) {
  const auto& employers = result.roster().employers();
  for (std::size_t r = 0; r < result.comparison().registries(); ++r) {
    const reconcile::Match& match = result.comparison().matches(r)[i];
    if (match.kind < reconcile::MatchKind::kRepaired || match.rank < 2) continue;
    const std::string code = reconcile::FoldUnitCode(employers.Code(match.employer));
    return code.empty() ? KeyedHash32('n', reconcile::FoldUnitName(employers.Name(match.employer)), "", key)
                        : KeyedHash32('c', code, "", key);
  }
  return 0;
}

}  // namespace

std::string DefaultSidecarKeyPath() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  const std::string base =
      config != nullptr && *config != '\0' ? config : std::string(home == nullptr ? "." : home) + "/.config";
  return base + "/gangqiao/compare.key";
}

Result<SidecarKey> GetSidecarKey(const std::string& path) {
  SidecarKey key{};
  if (sodium_init() < 0) return Fail(kInternal, "随机数发生器不可用");
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    randombytes_buf(key.data(), key.size());
    file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written =
        file >= 0 && write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && fsync(file) == 0;
    if (file >= 0) close(file);
    if (!written) return Fail(kIo, "写不了密钥文件：" + path, "请用 --key 指定一个可以写的位置");
    return key;
  }
  struct stat info {};
  const bool private_file = fstat(file, &info) == 0 && (info.st_mode & 077) == 0;
  const bool whole = read(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                     info.st_size == static_cast<off_t>(key.size());
  close(file);
  if (!private_file) return Fail(kFile, "密钥文件别人也能读：" + path, "请执行 chmod 600");
  if (!whole) return Fail(kFile, "密钥文件已损坏：" + path, "请用备份恢复；没有备份时删去它，下个月不能与以往比较");
  return key;
}

namespace {

std::uint8_t BitOf(reconcile::TableKind kind) {
  return static_cast<std::uint8_t>(1U << (static_cast<unsigned>(kind) - 1));
}

std::uint8_t RegistriesOf(const reconcile::Comparison& comparison, std::size_t i) {
  unsigned bits = 0;
  for (std::size_t r = 0; r < comparison.registries(); ++r) {
    if (comparison.matches(r)[i].kind >= reconcile::MatchKind::kRepaired) bits |= BitOf(comparison.registry(r).kind);
  }
  return static_cast<std::uint8_t>(bits);
}

}  // namespace

Sidecar MakeSidecar(const CompareResult& result, const SidecarKey& key) {
  const reconcile::Roster& roster = result.roster();
  const reconcile::Variants& variants = (*GetCompareContext())->variants;
  const auto less = [](const SidecarEntry& a, const SidecarEntry& b) {
    return a.person != b.person ? a.person < b.person : a.row < b.row;
  };
  Sidecar sidecar;
  for (std::size_t r = 0; r < result.comparison().registries(); ++r)
    sidecar.registries |= BitOf(result.comparison().registry(r).kind);
  std::vector<SidecarEntry>& out = sidecar.entries;
  out.resize(roster.size());  // row 0: nobody
  reconcile::InParts(roster.size(), result.threads(), [&](std::size_t, std::size_t i) {
    if (!roster.Comparable(i)) return;
    thread_local std::string id, name;
    id.clear(), name.clear();
    roster.AppendIdText(i, id);
    reconcile::FoldName(roster.name(i), variants, name);
    const std::string_view text = id;
    SidecarEntry& entry = out[i];
    entry.person = KeyedHash(text, key);
    entry.front = KeyedHash32('f', name, text.substr(0, 14), key);
    entry.back = KeyedHash32('b', name, text.substr(6), key);
    entry.employer = EmployerOf(result, i, key);
    entry.row = roster.row(i);
    entry.finding = static_cast<std::uint8_t>(result.comparison().outcome(i).finding);
    entry.registries = RegistriesOf(result.comparison(), i);
  });
  out.erase(std::remove_if(out.begin(), out.end(), [](const SidecarEntry& entry) { return entry.row == 0; }),
            out.end());
  // Hashes are spread evenly: each thread sorts those of a range.
  const std::size_t parts = reconcile::Parts(result.threads());
  std::vector<std::vector<SidecarEntry>::iterator> bounds = {out.begin()};
  for (std::size_t part = 1; part < parts; ++part) {
    const std::uint64_t bound = ~std::uint64_t{0} / parts * part;
    bounds.push_back(
        std::partition(bounds.back(), out.end(), [&](const SidecarEntry& entry) { return entry.person < bound; }));
  }
  bounds.push_back(out.end());
  reconcile::InTasks(parts, result.threads(),
                     [&](std::size_t part) { std::sort(bounds[part], bounds[part + 1], less); });
  out.erase(std::unique(out.begin(), out.end(),
                        [](const SidecarEntry& a, const SidecarEntry& b) { return a.person == b.person; }),
            out.end());
  return sidecar;
}

std::string FormatSidecar(const Sidecar& sidecar, const SidecarKey& key) {
  std::string out(kMagic);
  out.reserve(kHeadBytes + sidecar.entries.size() * kEntryBytes + 8);
  PutNumber(out, KeyedHash("gangqiao sidecar", key), 8);  // says whether the same secret is used
  PutNumber(out, sidecar.entries.size(), 8);
  PutNumber(out, sidecar.registries, 1);
  for (const SidecarEntry& entry : sidecar.entries) {
    PutNumber(out, entry.person, 8);
    PutNumber(out, entry.front, 4);
    PutNumber(out, entry.back, 4);
    PutNumber(out, entry.employer, 4);
    PutNumber(out, entry.row, 4);
    PutNumber(out, entry.finding | static_cast<unsigned>(entry.registries) << kFindingBits, 1);
  }
  PutNumber(out, KeyedHash(out, key), 8);
  return out;
}

Result<Sidecar> ParseSidecar(std::string_view bytes, const SidecarKey& key) {
  const bool old = bytes.substr(0, 8) == kOldMagic;
  const std::size_t head = kHeadBytes - (old ? 1 : 0);
  if (bytes.size() < head + 8 || (!old && bytes.substr(0, 8) != kMagic)) {
    return Fail(kFile, "不是比对留下的 sidecar.bin", "--since 应指向上个月 compare --out 的文件夹");
  }
  std::size_t at = 8;
  if (TakeNumber(bytes, at, 8) != KeyedHash("gangqiao sidecar", key)) {
    return Fail(kFile, "上个月的比对用的是另一个密钥", "请用 --key 指定上个月的密钥文件");
  }
  const std::uint64_t count = TakeNumber(bytes, at, 8);
  std::size_t end = bytes.size() - 8;
  if (count > bytes.size() || bytes.size() != head + count * kEntryBytes + 8 ||
      TakeNumber(bytes, end, 8) != KeyedHash(bytes.substr(0, bytes.size() - 8), key)) {
    return Fail(kFile, "上个月的 sidecar.bin 已损坏", "请用备份恢复，或不带 --since 再比对");
  }
  Sidecar out;
  if (!old) out.registries = static_cast<std::uint8_t>(TakeNumber(bytes, at, 1));
  out.entries.resize(static_cast<std::size_t>(count));
  for (SidecarEntry& entry : out.entries) {
    entry.person = TakeNumber(bytes, at, 8);
    entry.front = static_cast<std::uint32_t>(TakeNumber(bytes, at, 4));
    entry.back = static_cast<std::uint32_t>(TakeNumber(bytes, at, 4));
    entry.employer = static_cast<std::uint32_t>(TakeNumber(bytes, at, 4));
    entry.row = static_cast<std::uint32_t>(TakeNumber(bytes, at, 4));
    const auto last = static_cast<unsigned>(TakeNumber(bytes, at, 1));
    entry.finding = static_cast<std::uint8_t>(last & ((1U << kFindingBits) - 1));
    entry.registries = static_cast<std::uint8_t>(last >> kFindingBits);
  }
  return out;
}

std::string_view NameOf(ChangeKind kind) {
  static constexpr std::string_view kNames[] = {"entered", "left", "employer_changed", "corrected"};
  return kNames[static_cast<std::size_t>(kind)];
}

namespace {

// The one entry of `left` with this hash; nothing when several have it.
class ByHash {
 public:
  void Add(std::uint32_t hash, std::size_t index) {
    const auto [it, added] = map_.emplace(hash, index);
    if (!added) it->second = kSeveral;
  }
  std::size_t Find(std::uint32_t hash) const {
    const auto it = map_.find(hash);
    return it == map_.end() ? kSeveral : it->second;
  }
  static constexpr std::size_t kSeveral = ~std::size_t{0};

 private:
  std::unordered_map<std::uint32_t, std::size_t> map_;
};

// Takes people whose ID was corrected out of both lists: same name and the same front or back of the ID, one to one.
// met(before, now): the two entries of each.
template <typename Met>
void FindCorrected(std::vector<SidecarEntry>& left, std::vector<SidecarEntry>& entered, std::vector<Change>& changes,
                   Met met) {
  ByHash fronts, backs, new_fronts, new_backs;
  for (std::size_t i = 0; i < left.size(); ++i) fronts.Add(left[i].front, i), backs.Add(left[i].back, i);
  for (std::size_t i = 0; i < entered.size(); ++i)
    new_fronts.Add(entered[i].front, i), new_backs.Add(entered[i].back, i);
  std::vector<bool> gone(left.size()), found(entered.size());
  for (std::size_t i = 0; i < entered.size(); ++i) {
    std::size_t k = new_fronts.Find(entered[i].front) == i ? fronts.Find(entered[i].front) : ByHash::kSeveral;
    if (k == ByHash::kSeveral)
      k = new_backs.Find(entered[i].back) == i ? backs.Find(entered[i].back) : ByHash::kSeveral;
    if (k == ByHash::kSeveral || gone[k]) continue;
    gone[k] = found[i] = true;
    changes.push_back({entered[i].row, ChangeKind::kCorrected});
    met(left[k], entered[i]);
  }
  const auto keep = [](std::vector<SidecarEntry>& list, const std::vector<bool>& drop) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!drop[i]) list[n++] = list[i];
    }
    list.resize(n);
  };
  keep(left, gone);
  keep(entered, found);
}

}  // namespace

MonthChanges CompareMonths(const Sidecar& sidecar_before, const Sidecar& sidecar_now) {
  const std::vector<SidecarEntry>&before = sidecar_before.entries, &now = sidecar_now.entries;
  MonthChanges out;
  std::vector<Change>& changes = out.people;
  const unsigned compared = sidecar_before.registries & sidecar_now.registries;
  const auto met = [&](const SidecarEntry& old, const SidecarEntry& entry) {
    for (const auto kind : {reconcile::TableKind::kSocialInsurance, reconcile::TableKind::kLabourResource,
                            reconcile::TableKind::kSocialCard}) {
      const unsigned bit = BitOf(kind);
      if ((compared & bit) == 0 || ((old.registries ^ entry.registries) & bit) == 0) continue;
      out.registries.push_back(
          {entry.row, kind, (entry.registries & bit) != 0 ? ChangeKind::kEntered : ChangeKind::kLeft});
    }
  };
  std::vector<SidecarEntry> left, entered;
  std::size_t a = 0, b = 0;
  while (a < before.size() || b < now.size()) {
    if (b == now.size() || (a < before.size() && before[a].person < now[b].person)) {
      left.push_back(before[a++]);
    } else if (a == before.size() || now[b].person < before[a].person) {
      entered.push_back(now[b++]);
    } else {
      if (before[a].employer != 0 && now[b].employer != 0 && before[a].employer != now[b].employer) {
        changes.push_back({now[b].row, ChangeKind::kEmployerChanged});
      }
      met(before[a], now[b]);
      ++a, ++b;
    }
  }
  FindCorrected(left, entered, changes, met);
  for (const SidecarEntry& entry : entered) changes.push_back({entry.row, ChangeKind::kEntered});
  for (const SidecarEntry& entry : left) changes.push_back({entry.row, ChangeKind::kLeft});
  std::sort(changes.begin(), changes.end(), [](const Change& x, const Change& y) {
    const bool x_left = x.kind == ChangeKind::kLeft, y_left = y.kind == ChangeKind::kLeft;
    return x_left != y_left ? y_left : x.row < y.row;
  });
  std::sort(out.registries.begin(), out.registries.end(), [](const RegistryChange& x, const RegistryChange& y) {
    return x.row != y.row ? x.row < y.row : x.registry < y.registry;
  });
  return out;
}

}  // namespace gq::sources
