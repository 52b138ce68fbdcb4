#include "kits/crypto/blind_point.h"

#include <sodium.h>

#include <stdexcept>

namespace gq::crypto {
namespace {

void Start() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium does not start");
}

// BLAKE2b-512 over the purpose, a zero byte and the value.
std::array<std::uint8_t, 64> WideHash(std::string_view key, std::string_view purpose, std::string_view value) {
  Start();
  std::array<std::uint8_t, 64> out;
  crypto_generichash_state state;
  crypto_generichash_init(&state, reinterpret_cast<const std::uint8_t*>(key.data()), key.size(), out.size());
  crypto_generichash_update(&state, reinterpret_cast<const std::uint8_t*>(purpose.data()), purpose.size());
  const std::uint8_t zero = 0;
  crypto_generichash_update(&state, &zero, 1);
  crypto_generichash_update(&state, reinterpret_cast<const std::uint8_t*>(value.data()), value.size());
  crypto_generichash_final(&state, out.data(), out.size());
  return out;
}

bool IsZero(const Scalar& scalar) { return sodium_is_zero(scalar.data(), scalar.size()) == 1; }

}  // namespace

Point HashToPoint(std::string_view purpose, std::string_view value) {
  const auto hash = WideHash({}, purpose, value);
  Point out;
  crypto_core_ristretto255_from_hash(out.data(), hash.data());
  return out;
}

Scalar RandomScalar() {
  Start();
  Scalar out{};
  while (IsZero(out)) crypto_core_ristretto255_scalar_random(out.data());
  return out;
}

Scalar ScalarFromKey(std::string_view key, std::string_view purpose) {
  auto hash = WideHash(key, purpose, {});
  Scalar out;
  crypto_core_ristretto255_scalar_reduce(out.data(), hash.data());
  sodium_memzero(hash.data(), hash.size());
  if (IsZero(out)) throw std::runtime_error("a scalar of zero");  // 1 in 2^252
  return out;
}

Scalar InvertScalar(const Scalar& scalar) {
  Start();
  Scalar out;
  if (crypto_core_ristretto255_scalar_invert(out.data(), scalar.data()) != 0)
    throw std::runtime_error("zero has no inverse");
  return out;
}

Point PublicOf(const Scalar& scalar) {
  Start();
  Point out;
  if (crypto_scalarmult_ristretto255_base(out.data(), scalar.data()) != 0) throw std::runtime_error("a scalar of zero");
  return out;
}

bool MultiplyPoint(const Scalar& scalar, const Point& point, Point* out) {
  Point product;
  if (crypto_scalarmult_ristretto255(product.data(), scalar.data(), point.data()) != 0) return false;
  *out = product;
  return true;
}

}  // namespace gq::crypto
