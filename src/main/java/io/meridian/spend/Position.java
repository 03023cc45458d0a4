package io.meridian.spend;

/** A place in one journal; all that lies before it is older. Immutable. */
record Position(long segment, long offset) implements Comparable<Position> {
    static final Position START = new Position(0, 0);

    @Override
    public int compareTo(Position other) {
        int bySegment = Long.compare(segment, other.segment);
        return bySegment != 0 ? bySegment : Long.compare(offset, other.offset);
    }

    boolean isBefore(Position other) {
        return compareTo(other) < 0;
    }
}
