#include "kits/crypto/password.h"

#include <sodium.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace gq::crypto {
namespace {

constexpr std::size_t kPasswordBytesMax = 1024;

}  // namespace

struct PasswordHasher::State {
  PasswordOptions options;
  std::mutex mutex;
  std::condition_variable freed;
  int running = 0;
  int waiting = 0;
  std::string nobody;  // hash of a random password, for accounts that do not exist

  // A place among the few that may compute; gives it back at the end of the scope.
  class Turn {
   public:
    explicit Turn(State* state) : state_(state) {}
    ~Turn() {
      if (state_ == nullptr) return;
      const std::lock_guard lock(state_->mutex);
      --state_->running;
      state_->freed.notify_one();
    }
    Turn(Turn&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;

   private:
    State* state_;
  };

  Result<Turn> Enter() {
    std::unique_lock lock(mutex);
    if (running >= options.running_max) {
      if (waiting >= options.waiting_max) return Fail(kBusy, "同时登录的人太多", "请过几秒再试");
      ++waiting;
      freed.wait(lock, [this] { return running < options.running_max; });
      --waiting;
    }
    ++running;
    return Turn(this);
  }
};

PasswordHasher::PasswordHasher(const PasswordOptions& options) : state_(std::make_unique<State>()) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  state_->options = options;
  unsigned char random[16];
  randombytes_buf(random, sizeof random);
  state_->nobody = Hash({reinterpret_cast<const char*>(random), sizeof random}).value();
}
PasswordHasher::~PasswordHasher() = default;

Result<std::string> PasswordHasher::Hash(std::string_view password) const {
  if (password.size() > kPasswordBytesMax) return Fail(kBadInput, "密码太长", "请不要超过 1,024 个字节");
  const auto turn = TRY(state_->Enter());
  char text[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(text, password.data(), password.size(), state_->options.passes, state_->options.memory_bytes) !=
      0) {
    return Fail(kBusy, "内存不足，暂时无法处理密码", "请稍后再试");
  }
  return std::string(text);
}

Result<bool> PasswordHasher::Verify(const std::string& stored, std::string_view password) const {
  if (password.size() > kPasswordBytesMax) return false;
  const auto turn = TRY(state_->Enter());
  return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

Result<bool> PasswordHasher::VerifyNothing(std::string_view password) const {
  TRY(Verify(state_->nobody, password));
  return false;
}

bool PasswordHasher::NeedsRehash(const std::string& stored) const {
  return crypto_pwhash_str_needs_rehash(stored.c_str(), state_->options.passes, state_->options.memory_bytes) != 0;
}

}  // namespace gq::crypto
