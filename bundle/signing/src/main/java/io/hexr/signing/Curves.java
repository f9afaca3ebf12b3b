package io.hexr.signing;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;

/** What is checked of an elliptic curve key or signature before the JDK computes with it. */
final class Curves {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private Curves() {}

    static boolean holds(ECPublicKey key) {
        EllipticCurve curve = key.getParams().getCurve();
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        ECPoint point = key.getW();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return y.multiply(y).subtract(right).mod(p).signum() == 0;
    }

    /** Whether the bytes are two positive integers in the one DER form they have: an altered encoding of a good signature is a wrong one. */
    static boolean isPlainDer(byte[] signature) {
        if (signature.length < 8 || signature.length > 127 || signature[0] != SEQUENCE) {
            return false;
        }
        if (signature[1] != signature.length - 2) {
            return false;
        }
        int second = endOfInteger(signature, 2);
        return second > 0 && endOfInteger(signature, second) == signature.length;
    }

    /** Where the integer at {@code start} ends, or -1 when it is not a positive one in its shortest form. */
    private static int endOfInteger(byte[] bytes, int start) {
        if (start + 2 > bytes.length || bytes[start] != INTEGER) {
            return -1;
        }
        int length = bytes[start + 1];
        int end = start + 2 + length;
        if (length < 1 || end > bytes.length || bytes[start + 2] < 0) {
            return -1;
        }
        boolean padded = bytes[start + 2] == 0 && (length == 1 || bytes[start + 3] >= 0);
        return padded ? -1 : end;
    }
}
