// key show, key restore, key rotate.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "apps/gangqiao/program.h"
#include "kits/cli/progress.h"
#include "kits/crypto/key_file.h"
#include "kits/store/rotation.h"
#include "modules/schema/schema.h"

namespace gq {

namespace {

namespace fs = std::filesystem;

std::string KeyPath(const cli::Invocation& given) {
  return given.Has("key") ? given.Path("key") : DefaultKeyPath(given.Get("data"));
}

Result<int> ShowKey(const cli::Invocation& given) {
  const std::string path = KeyPath(given);
  const auto key = TRY(crypto::ReadKeyFile(path));
  std::fprintf(given.err, "密钥文件 %s 的恢复码如下（末尾两个字符是每行的校验）。打印后锁好，不要拍照、不要发送：\n",
               path.c_str());
  std::fprintf(given.out, "%s", key.RecoveryLines().c_str());
  return cli::kDone;
}

// A key inside the data folder is refused when the file of the database is known to lie there.
std::string FolderOfData(const cli::Invocation& given) {
  const std::string data = given.Get("data");
  return data.find('=') != std::string::npos || data.find("://") != std::string::npos
             ? std::string()
             : fs::path(given.Path("data")).parent_path().string();
}

Result<int> RestoreKey(const cli::Invocation& given) {
  std::string text;
  if (given.Has("from")) {
    std::ifstream file(given.Path("from"));
    if (!file) return Fail(kUsage, "读不了 " + given.Path("from"));
    text.assign(std::istreambuf_iterator<char>(file), {});
  } else {
    std::fprintf(given.err, "请输入恢复码的三行（行号、四组字符、两个校验字符），以 Ctrl-D 结束：\n");
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  }
  const auto key = TRY(crypto::MasterKey::FromRecoveryLines(text));
  const std::string path = KeyPath(given);
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  TRY(crypto::WriteKeyFile(key, path, FolderOfData(given)));
  std::fprintf(given.err, "密钥文件已恢复：%s（编号 %s）\n", path.c_str(), key.id().c_str());
  return cli::kDone;
}

// Everything sealed that is not a secret field of a record type. tests/faults/keys_test.cc finds what is missing here.
store::RotationPlan Plan() {
  store::RotationPlan plan;
  plan.columns = {{"event", "payload", "event", {"chain", "=/", "commitment"}},
                  {"job", "params", "job.params", {"id"}},
                  {"job", "result", "job.result", {"id"}},
                  {"job_step", "note", "job.step", {"job_id"}},
                  {"import_run", "columns", "import.columns", {"id"}},
                  {"import_file", "data", "import.file", {"run_id", "part"}},
                  {"import_chunk", "data", "import.chunk", {"run_id", "chunk"}},
                  {"import_problem", "data", "import.problem", {"run_id", "row_number"}},
                  {"import_change", "data", "import.change", {"run_id", "row_number"}},
                  {"comparison_review", "data", "comparison.review", {"id"}},
                  {"comparison_sidecar", "data", "comparison.sidecar", {"run_id", "part"}}};
  plan.copies = {{"person_identifier.value", "identity_index", "value_index"}};
  return plan;
}

// Another program at the same PostgreSQL database would go on with the old key.
Status AloneAtDatabase(Store& store) {
  if (store.dialect() != db::Dialect::kPostgres) return Ok();  // the lock of the file says so
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  const auto others = TRY(lease->QueryInt(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
      "AND backend_start < now() - interval '30 seconds'"));
  if (others > 0)
    return Fail(kBusy, "还有 " + std::to_string(others) + " 个连接在用这个数据库", "请先停下所有岗桥服务，再换密钥");
  return Ok();
}

Result<int> RotateKey(const cli::Invocation& given) {
  RegisterAllRecordTypes();
  const std::string path = KeyPath(given);
  const fs::path next_path = store::NextKeyPath(path);
  auto store = TRY(Store::Open({.url = given.Get("data"), .key_path = path, .changes_key = true}, AllMigrations()));
  TRY(AloneAtDatabase(*store));
  std::string next_id;
  {
    const auto lease = TRY(MaintenanceAccess(*store).database().Read());
    next_id = TRY(lease->QueryText("SELECT value FROM setting WHERE name = 'next_key_id'"));
  }
  const auto old_key = TRY(crypto::ReadKeyFile(path));
  std::error_code error;
  if (!fs::exists(next_path, error)) {
    if (!next_id.empty())
      return Fail(crypto::kKeyFile, "换到一半的新密钥不见了：" + next_path.string(),
                  "请把它放回；没有它，已换的部分打不开");
    TRY(crypto::CreateKeyFile(next_path, FolderOfData(given)));
  }
  const auto new_key = TRY(crypto::ReadKeyFile(next_path));
  if (!next_id.empty()) TRY(crypto::CheckKeyId(new_key, next_id));
  cli::Progress progress(given);
  std::string at;
  const auto count =
      TRY(store::Rotate(*store, old_key, new_key, Plan(), [&](const std::string& table, std::int64_t rows) {
        if (table != at) progress.Stage("更换密钥 " + table);
        at = table;
        progress.Set(static_cast<std::uint64_t>(rows));
      }));
  progress.Finish();
  TRY(store::FinishKeyFiles(path, new_key.id()));
  std::fprintf(given.err,
               "密钥已更换（%lld 个加密值）。旧密钥留作 %s.%s，以前的备份要用它；请用 key show 打印新的恢复码\n",
               static_cast<long long>(count.values), path.c_str(), old_key.id().substr(0, 8).c_str());
  return cli::kDone;
}

}  // namespace

std::vector<cli::Command> KeyFileCommands() {
  auto restore = StoreOptions();
  restore.push_back({.name = "from", .value = "FILE", .help = "恢复码的文本文件；默认从标准输入读"});
  return {{.path = {"key", "show"},
           .summary = "显示密钥的恢复码",
           .options = StoreOptions(),
           .positionals = {},
           .run = ShowKey},
          {.path = {"key", "restore"},
           .summary = "用恢复码重建密钥文件",
           .options = restore,
           .positionals = {},
           .run = RestoreKey},
          {.path = {"key", "rotate"},
           .summary = "更换密钥：全部加密值重新加密（先停服务；中断后再执行即接着办）",
           .options = StoreOptions(),
           .positionals = {},
           .run = RotateKey}};
}

}  // namespace gq
