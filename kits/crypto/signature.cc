#include "kits/crypto/signature.h"

#include <sodium.h>

#include <stdexcept>

namespace gq::crypto {
namespace {

const std::uint8_t* Bytes(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }
std::uint8_t* Bytes(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }

struct KeyPair {
  std::string public_key = std::string(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret_key = std::string(crypto_sign_SECRETKEYBYTES, '\0');
  explicit KeyPair(std::string_view seed) {
    if (seed.size() != crypto_sign_SEEDBYTES) throw std::logic_error("a seed has 32 bytes");
    crypto_sign_seed_keypair(Bytes(public_key), Bytes(secret_key), Bytes(seed));
  }
  ~KeyPair() { sodium_memzero(secret_key.data(), secret_key.size()); }
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;
};

}  // namespace

struct SigningDigest::State {
  crypto_sign_state sign;
};

std::string PublicKeyOf(std::string_view seed) { return KeyPair(seed).public_key; }

SigningDigest::SigningDigest() : state_(std::make_unique<State>()) { crypto_sign_init(&state_->sign); }
SigningDigest::~SigningDigest() = default;
SigningDigest::SigningDigest(SigningDigest&&) noexcept = default;
SigningDigest& SigningDigest::operator=(SigningDigest&&) noexcept = default;

void SigningDigest::Update(std::string_view data) { crypto_sign_update(&state_->sign, Bytes(data), data.size()); }

std::string SigningDigest::Sign(std::string_view seed) {
  const KeyPair keys(seed);
  std::string out(crypto_sign_BYTES, '\0');
  unsigned long long size = 0;
  crypto_sign_final_create(&state_->sign, Bytes(out), &size, Bytes(keys.secret_key));
  crypto_sign_init(&state_->sign);
  return out;
}

bool SigningDigest::Verify(std::string_view public_key, std::string_view signature) {
  bool good = public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES;
  good = good && crypto_sign_final_verify(&state_->sign, Bytes(signature), Bytes(public_key)) == 0;
  crypto_sign_init(&state_->sign);
  return good;
}

ShortHash KeyedShortHash(std::string_view key, std::string_view purpose, std::string_view value) {
  ShortHash out;
  crypto_generichash_state state;
  crypto_generichash_init(&state, Bytes(key), key.size(), out.size());
  crypto_generichash_update(&state, Bytes(purpose), purpose.size());
  const std::uint8_t zero = 0;
  crypto_generichash_update(&state, &zero, 1);
  crypto_generichash_update(&state, Bytes(value), value.size());
  crypto_generichash_final(&state, out.data(), out.size());
  return out;
}

}  // namespace gq::crypto
