#include "kits/crypto/blind_point.h"

#include <gtest/gtest.h>

#include "kits/crypto/bytes.h"
#include "kits/crypto/signature.h"

namespace gq::crypto {
namespace {

Point FromHexPoint(const char* hex) {
  const std::string bytes = FromHex(hex);
  Point out{};
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

TEST(BlindPoint, BlindingCommutesAndComesOff) {
  const Scalar a = RandomScalar(), b = RandomScalar();
  const Point value = HashToPoint("test", "11010519491231002X");
  Point blinded, both, other, masked, mine;
  ASSERT_TRUE(MultiplyPoint(a, value, &blinded));
  ASSERT_TRUE(MultiplyPoint(b, blinded, &both));
  ASSERT_TRUE(MultiplyPoint(b, value, &masked));
  ASSERT_TRUE(MultiplyPoint(a, masked, &other));
  EXPECT_EQ(both, other);
  ASSERT_TRUE(MultiplyPoint(InvertScalar(a), both, &mine));
  EXPECT_EQ(mine, masked);
  EXPECT_NE(blinded, value);
  EXPECT_NE(masked, value);
}

TEST(BlindPoint, PurposesAndValuesAreKeptApart) {
  EXPECT_EQ(HashToPoint("a", "x"), HashToPoint("a", "x"));
  EXPECT_NE(HashToPoint("a", "x"), HashToPoint("b", "x"));
  EXPECT_NE(HashToPoint("a", "bx"), HashToPoint("ab", "x"));
  EXPECT_NE(RandomScalar(), RandomScalar());
  EXPECT_EQ(ScalarFromKey(std::string(32, 'k'), "m"), ScalarFromKey(std::string(32, 'k'), "m"));
  EXPECT_NE(ScalarFromKey(std::string(32, 'k'), "m"), ScalarFromKey(std::string(32, 'k'), "n"));
}

// The first multiples of the base point, RFC 9496 A.1.
TEST(BlindPoint, KnownMultiplesOfTheBase) {
  Scalar n{};
  n[0] = 1;
  EXPECT_EQ(PublicOf(n), FromHexPoint("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"));
  n[0] = 2;
  EXPECT_EQ(PublicOf(n), FromHexPoint("6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919"));
}

// RFC 9496 A.2: encodings that are no elements; and the identity, which would show that a value was removed.
TEST(BlindPoint, RefusesWhatIsNoElement) {
  const Scalar a = RandomScalar();
  Point out{};
  for (const char* bad : {"00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                          "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
                          "0000000000000000000000000000000000000000000000000000000000000000"}) {
    EXPECT_FALSE(MultiplyPoint(a, FromHexPoint(bad), &out)) << bad;
  }
}

TEST(Signature, HoldsForTheSignerAndTheBytesOnly) {
  const std::string seed(32, 's'), other(32, 't'), key = PublicKeyOf(seed);
  SigningDigest digest;
  const auto verify = [&](std::string_view text, const std::string& by, const std::string& signature) {
    digest.Update(text);
    return digest.Verify(by, signature);
  };
  digest.Update("one ");
  digest.Update("text");
  const std::string signature = digest.Sign(seed);
  EXPECT_TRUE(verify("one text", key, signature));
  EXPECT_TRUE(verify("one text", key, signature)) << "a digest is empty after use";
  EXPECT_FALSE(verify("one texT", key, signature));
  EXPECT_FALSE(verify("one text", PublicKeyOf(other), signature));
  EXPECT_FALSE(verify("one text", key, signature.substr(1)));
  EXPECT_FALSE(verify("one text", "", signature));
}

TEST(Signature, ShortHashesDependOnKeyPurposeAndValue) {
  const std::string key(32, 'k');
  EXPECT_EQ(KeyedShortHash(key, "a", "x"), KeyedShortHash(key, "a", "x"));
  EXPECT_NE(KeyedShortHash(key, "a", "x"), KeyedShortHash(std::string(32, 'l'), "a", "x"));
  EXPECT_NE(KeyedShortHash(key, "a", "bx"), KeyedShortHash(key, "ab", "x"));
}

}  // namespace
}  // namespace gq::crypto
