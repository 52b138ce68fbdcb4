// Blinding of values on ristretto255 (RFC 9496), by libsodium: what two parties need to learn which values both have
// without showing them (Diffie-Hellman set intersection, Meadows 1986, Huberman et al. 1999).
//
//   Point hidden = HashToPoint("purpose", value);           // nobody knows its logarithm
//   TRUE(MultiplyPoint(mine, hidden, &blinded));            // mine * H(value): says nothing without `mine`
//   TRUE(MultiplyPoint(theirs, blinded, &both));            // by the other party, who learns nothing
//   TRUE(MultiplyPoint(InvertScalar(mine), both, &masked)); // theirs * H(value): comparable with their own masked set
//
// Encodings are canonical: equal group elements are equal bytes. About 20 to 45 microseconds for a multiplication.
// Thread-safety: functions without state, from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gq::crypto {

using Point = std::array<std::uint8_t, 32>;
using Scalar = std::array<std::uint8_t, 32>;

// A value as a group element; `purpose` keeps values of different kinds apart.
Point HashToPoint(std::string_view purpose, std::string_view value);

// Never zero.
Scalar RandomScalar();
// A scalar that follows from a key and a purpose, never zero.
Scalar ScalarFromKey(std::string_view key, std::string_view purpose);
Scalar InvertScalar(const Scalar& scalar);
// scalar times the base point: tells scalars apart without showing them.
Point PublicOf(const Scalar& scalar);

// False: `point` is no canonical encoding of a group element, or the result is the identity. `out` may be `point`.
bool MultiplyPoint(const Scalar& scalar, const Point& point, Point* out);

}  // namespace gq::crypto
