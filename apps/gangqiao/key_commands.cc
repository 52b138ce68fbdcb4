// key show, key restore.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "apps/gangqiao/program.h"
#include "kits/crypto/key_file.h"

namespace gq {

namespace {

Result<int> ShowKey(const cli::Invocation& given) {
  const std::string path = given.Has("key") ? given.Path("key") : DefaultKeyPath(given.Get("data"));
  const auto key = TRY(crypto::ReadKeyFile(path));
  std::fprintf(given.err, "密钥文件 %s 的恢复码如下。打印后锁好，不要拍照、不要发送：\n", path.c_str());
  std::fprintf(given.out, "%s\n", key.RecoveryForm().c_str());
  return cli::kDone;
}

}  // namespace

std::vector<cli::Command> KeyFileCommands() {
  return {{.path = {"key", "show"},
           .summary = "显示密钥的恢复码",
           .options = StoreOptions(),
           .positionals = {},
           .run = ShowKey}};
}

std::vector<StoreCommand> KeyStoreCommands() { return {}; }

}  // namespace gq
