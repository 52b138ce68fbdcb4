#include "kits/db/sqlite_log_file.h"

#include <sqlite3.h>

#include <atomic>
#include <cstddef>
#include <new>
#include <string>

namespace gq::db {

namespace {

constexpr std::size_t kGatheredMax = 0x1ffff;  // SQLite's own layer takes no more in one call

sqlite3_vfs* below = nullptr;  // SQLite's own layer
thread_local bool sync_later = false;
std::atomic<std::uint64_t> syncs{0};

struct Gathered {
  sqlite3_int64 at = 0;
  std::string bytes;
  // What could not be written is lost from here on: every sync fails until a transaction writes this place anew. It
  // does: what was lost was not committed, so the next one begins there or before.
  sqlite3_int64 lost_at = -1;
  int lost_code = SQLITE_OK;
  bool begun_anew = false;  // the head was written since the last sync
};

// SQLite allocates szOsFile bytes, aligned to 8 and no more; the file of the layer below lies behind this one.
struct LogFile {
  sqlite3_file base;
  Gathered* gathered;
};

static_assert(alignof(LogFile) <= 8 && sizeof(LogFile) % 8 == 0);

LogFile& Of(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }
sqlite3_file* Below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<LogFile*>(file) + 1);
}

int HandOn(sqlite3_file* file) {
  Gathered& gathered = *Of(file).gathered;
  if (!gathered.bytes.empty()) {
    sqlite3_file* const real = Below(file);
    const int code =
        real->pMethods->xWrite(real, gathered.bytes.data(), static_cast<int>(gathered.bytes.size()), gathered.at);
    gathered.bytes.clear();
    if (code != SQLITE_OK && gathered.lost_code == SQLITE_OK) {
      gathered.lost_at = gathered.at;
      gathered.lost_code = code;
    }
  }
  return gathered.lost_code;
}

int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
  Gathered& gathered = *Of(file).gathered;
  const auto end = gathered.at + static_cast<sqlite3_int64>(gathered.bytes.size());
  if (at != end || gathered.bytes.size() + static_cast<std::size_t>(size) > kGatheredMax) HandOn(file);
  if (gathered.lost_code != SQLITE_OK) {
    if (at > gathered.lost_at) return gathered.lost_code;
    gathered.lost_code = SQLITE_OK;
  }
  if (gathered.bytes.empty()) gathered.at = at;
  if (at == 0) gathered.begun_anew = true;
  gathered.bytes.append(static_cast<const char*>(data), static_cast<std::size_t>(size));
  return SQLITE_OK;
}

int Read(sqlite3_file* file, void* data, int size, sqlite3_int64 at) {
  Gathered& gathered = *Of(file).gathered;
  if (!gathered.bytes.empty() && at + size > gathered.at) HandOn(file);
  if (gathered.lost_code != SQLITE_OK && at + size > gathered.lost_at) return gathered.lost_code;
  return Below(file)->pMethods->xRead(Below(file), data, size, at);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = HandOn(file); code != SQLITE_OK) return code;
  return Below(file)->pMethods->xTruncate(Below(file), size);
}

int Sync(sqlite3_file* file, int flags) {
  if (const int code = HandOn(file); code != SQLITE_OK) return code;
  Gathered& gathered = *Of(file).gathered;
  if (sync_later && !gathered.begun_anew) return SQLITE_OK;
  gathered.begun_anew = false;
  ++syncs;
  return Below(file)->pMethods->xSync(Below(file), flags);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  if (const int code = HandOn(file); code != SQLITE_OK) return code;
  return Below(file)->pMethods->xFileSize(Below(file), size);
}

// What is gathered now was never synced, so never committed: an error here loses nothing.
int Close(sqlite3_file* file) {
  HandOn(file);
  delete Of(file).gathered;
  return Below(file)->pMethods->xClose(Below(file));
}

int Lock(sqlite3_file* file, int level) { return Below(file)->pMethods->xLock(Below(file), level); }
int Unlock(sqlite3_file* file, int level) { return Below(file)->pMethods->xUnlock(Below(file), level); }
int IsReserved(sqlite3_file* file, int* out) { return Below(file)->pMethods->xCheckReservedLock(Below(file), out); }
int Control(sqlite3_file* file, int code, void* value) {
  return Below(file)->pMethods->xFileControl(Below(file), code, value);
}
int SectorSize(sqlite3_file* file) { return Below(file)->pMethods->xSectorSize(Below(file)); }
int Characteristics(sqlite3_file* file) { return Below(file)->pMethods->xDeviceCharacteristics(Below(file)); }

const sqlite3_io_methods kLogMethods = {
    1,          Close,           Read,    Write,   Truncate, Sync,    FileSize, Lock,   Unlock, IsReserved, Control,
    SectorSize, Characteristics, nullptr, nullptr, nullptr,  nullptr, nullptr,  nullptr};

int Open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* given) {
  if ((flags & SQLITE_OPEN_WAL) == 0) return below->xOpen(below, name, file, flags, given);
  LogFile& log = Of(file);
  log.base.pMethods = nullptr;  // SQLite does not close what has no methods
  const int code = below->xOpen(below, name, Below(file), flags, given);
  if (code != SQLITE_OK) {
    if (Below(file)->pMethods != nullptr) Below(file)->pMethods->xClose(Below(file));
    return code;
  }
  log.gathered = new (std::nothrow) Gathered;
  if (log.gathered == nullptr) {
    Below(file)->pMethods->xClose(Below(file));
    return SQLITE_NOMEM;
  }
  log.base.pMethods = &kLogMethods;
  return SQLITE_OK;
}

const char* Register() {
  below = sqlite3_vfs_find(nullptr);
  if (below == nullptr) return nullptr;
  static sqlite3_vfs vfs = *below;
  vfs.pNext = nullptr;
  vfs.zName = "gangqiao-log";
  vfs.szOsFile = static_cast<int>(sizeof(LogFile)) + below->szOsFile;
  vfs.xOpen = Open;
  return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK ? vfs.zName : nullptr;
}

}  // namespace

LogSyncLater::LogSyncLater(bool later) : before_(sync_later) { sync_later = later; }
LogSyncLater::~LogSyncLater() { sync_later = before_; }

std::uint64_t LogSyncs() { return syncs; }
void CountLogSync() { ++syncs; }

const char* GatheringLogVfs() {
  static const char* const name = Register();
  return name;
}

}  // namespace gq::db
