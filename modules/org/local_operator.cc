#include "modules/org/local_operator.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace gq::org {

namespace {

std::string NameOf(uid_t user) {
  std::array<char, 4096> buffer;
  passwd entry, *found = nullptr;
  if (getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return std::to_string(user);
}

}  // namespace

std::optional<uid_t> LoginUser(pid_t process) {
  std::ifstream file("/proc/" + (process == 0 ? std::string("self") : std::to_string(process)) + "/loginuid");
  unsigned long id = 0;
  if (!(file >> id) || id == static_cast<uid_t>(-1)) return {};
  return static_cast<uid_t>(id);
}

Result<std::string> LocalOperatorAs(uid_t user, std::optional<uid_t> login, const std::string& key_path) {
  struct stat key;
  const bool owner = stat(key_path.c_str(), &key) == 0 && key.st_uid == user;
  if (user != 0 && !owner)
    return Fail(kForbidden, "不写 --as 时，只有 root 或密钥文件的属主可以办理", "请用 --as 写明以哪个账号办理");
  std::string actor = "local operator (" + NameOf(user);
  if (login && *login != user) actor += ", login " + NameOf(*login);
  return actor + ")";
}

Result<std::string> LocalOperator(const std::string& key_path) {
  return LocalOperatorAs(geteuid(), LoginUser(), key_path);
}

}  // namespace gq::org
