package io.hexr.format;

import java.util.Arrays;
import java.util.List;

/**
 * A systematic erasure code: of {@code data + parity} parts, any {@code data} determine all others.
 *
 * <p>Rows 0 to {@code data - 1} are the data parts themselves, the rest parity. The coefficient of data part {@code j} in parity part {@code i} is that of a
 * Cauchy matrix, 1 / (x_i + y_j) with x_i = 255 - i and y_j = j, scaled per column so that the first parity part is the plain exclusive or of the data
 * parts. Every square part of a Cauchy matrix is invertible and scaling columns keeps it so: that is the whole proof that any loss up to the parity count can
 * be undone. The coefficients do not depend on the number of parts.
 */
final class ReedSolomon {
    static final int MAX_DATA = 250;
    static final int MAX_PARITY = 4;
    private static final int X_FIRST = 255;

    private final int data;
    private final int parity;

    ReedSolomon(int data, int parity) {
        if (data < 1 || data > MAX_DATA || parity < 0 || parity > MAX_PARITY) {
            throw new IllegalArgumentException(data + " data and " + parity + " parity parts");
        }
        this.data = data;
        this.parity = parity;
    }

    static int coefficient(int parityRow, int dataRow) {
        return GaloisField.divide(X_FIRST ^ dataRow, (X_FIRST - parityRow) ^ dataRow);
    }

    /**
     * How the wanted rows follow from the survivors: {@code wanted = result x survivors}, one line for each wanted row.
     *
     * @param survivors exactly {@code data} different rows
     */
    int[][] derive(List<Integer> survivors, List<Integer> wanted) {
        if (survivors.size() != data || survivors.stream().distinct().count() != data) {
            throw new IllegalArgumentException(data + " different survivors are needed, got " + survivors);
        }
        int[][] toData = invert(survivors.stream().map(this::row).toArray(int[][]::new));
        return wanted.stream().map(w -> times(row(w), toData)).toArray(int[][]::new);
    }

    private int[] row(int row) {
        if (row < 0 || row >= data + parity) {
            throw new IllegalArgumentException("no row " + row);
        }
        int[] line = new int[data];
        if (row < data) {
            line[row] = 1;
        } else {
            Arrays.setAll(line, column -> coefficient(row - data, column));
        }
        return line;
    }

    private static int[] times(int[] line, int[][] matrix) {
        int[] product = new int[line.length];
        for (int i = 0; i < line.length; i++) {
            addScaled(product, matrix[i], line[i]);
        }
        return product;
    }

    /** Gauss and Jordan; the matrix is consumed. */
    private static int[][] invert(int[][] matrix) {
        int size = matrix.length;
        int[][] inverse = new int[size][size];
        for (int i = 0; i < size; i++) {
            inverse[i][i] = 1;
        }
        for (int column = 0; column < size; column++) {
            int pivot = column;
            while (matrix[pivot][column] == 0) {
                pivot++;
            }
            swap(matrix, column, pivot);
            swap(inverse, column, pivot);
            int scale = GaloisField.divide(1, matrix[column][column]);
            scale(matrix[column], scale);
            scale(inverse[column], scale);
            for (int line = 0; line < size; line++) {
                int factor = matrix[line][column];
                if (line != column && factor != 0) {
                    addScaled(matrix[line], matrix[column], factor);
                    addScaled(inverse[line], inverse[column], factor);
                }
            }
        }
        return inverse;
    }

    private static void swap(int[][] matrix, int a, int b) {
        int[] held = matrix[a];
        matrix[a] = matrix[b];
        matrix[b] = held;
    }

    private static void scale(int[] line, int factor) {
        for (int i = 0; i < line.length; i++) {
            line[i] = GaloisField.multiply(line[i], factor);
        }
    }

    private static void addScaled(int[] line, int[] other, int factor) {
        if (factor == 0) {
            return;
        }
        for (int i = 0; i < line.length; i++) {
            line[i] ^= GaloisField.multiply(other[i], factor);
        }
    }
}
