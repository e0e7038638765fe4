package sample;

import java.util.List;

/** Readings of one meter. */
public class Meter {
    private final List<Integer> readings;

    Meter(List<Integer> readings) {
        this.readings = readings;
    }

    /**
     * Counts the readings that are above a limit.
     *
     * @param limit the highest reading that does not count
     * @return how many do
     */
    public static int countAbove(List<Integer> readings, int limit) {
        int count = 0;
        for (int reading : readings) {
            if (reading > limit) {
                count++;
            }
        }
        return count;
    }

    // Writes every reading to the console.
    void show(String title) {
        System.out.println(title);
        readings.forEach(System.out::println);
    }

    int last(int from) {
        int size = readings.size();
        return readings.get(size - from);
    }
}
