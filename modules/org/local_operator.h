// Who acts on the command line without --as (D11): the "local operator", who may be root or the owner of the key file,
// and whose name on this machine is written into every event. Thread-safety: all functions may be called from any
// thread.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"

namespace gq::org {

// "local operator (root)", "local operator (root, login alice)": the actor of events. kForbidden for anybody else.
Result<std::string> LocalOperator(const std::string& key_path);
// Who signed in to the machine before `process` (0: this one) was started; the kernel keeps it, sudo does not change
// it.
std::optional<uid_t> LoginUser(pid_t process = 0);
// The same for a given effective user and the user who signed in to the machine, for tests.
Result<std::string> LocalOperatorAs(uid_t user, std::optional<uid_t> login, const std::string& key_path);

}  // namespace gq::org
