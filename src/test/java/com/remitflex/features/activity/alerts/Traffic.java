package com.remitflex.features.activity.alerts;

import java.util.Random;

/** Generated requests per hour over weeks, for typical kinds of clients. */
enum Traffic {
  /** A monitor or a queue that never sleeps. */
  STEADY {
    @Override
    double level(int hour) {
      return 200;
    }

    @Override
    long draw(Random random, int hour) {
      return varied(random, level(hour), 0.01);
    }
  },
  /** People, every day. */
  DIURNAL {
    @Override
    double level(int hour) {
      return 300 * (0.15 + afternoon(hour));
    }
  },
  /** People, on working days. */
  WEEKLY {
    @Override
    double level(int hour) {
      return 400 * (0.1 + afternoon(hour)) * (hour / 24 % 7 < 5 ? 1 : 0.15);
    }
  },
  /** A nightly job, and jobs that someone starts at any time. */
  BURSTY {
    @Override
    double level(int hour) {
      return isNight(hour) ? 3_500 : 1_150;
    }

    @Override
    long draw(Random random, int hour) {
      return varied(random, 20, 0.1)
          + (isNight(hour) ? 3_000 + random.nextInt(1_000) : 0)
          + (random.nextDouble() < 0.03 ? 800 + random.nextInt(700) : 0);
    }

    private boolean isNight(int hour) {
      return hour % 24 == 2;
    }
  },
  LOW_VOLUME {
    @Override
    double level(int hour) {
      return 1.5;
    }

    @Override
    long draw(Random random, int hour) {
      return poisson(random, level(hour));
    }
  },
  /** A request a day or so. */
  RARE {
    @Override
    double level(int hour) {
      return 0.05;
    }

    @Override
    long draw(Random random, int hour) {
      return poisson(random, level(hour));
    }
  },
  /** Moves in over a week. */
  GROWING {
    @Override
    double level(int hour) {
      return 150 * (0.2 + afternoon(hour)) * Math.min(1, 0.3 + hour / 168.0);
    }
  };

  /** The usual number of requests in this hour, counted from the start of a week. */
  abstract double level(int hour);

  long draw(Random random, int hour) {
    return varied(random, level(hour), 0.05);
  }

  private static double afternoon(int hour) {
    double off = (hour % 24 - 14) / 4.0;
    return Math.exp(-off * off);
  }

  /** Negative binomial: a Poisson number whose mean is itself drawn from a gamma distribution. */
  private static long varied(Random random, double mean, double dispersion) {
    double shape = 1 / dispersion;
    return poisson(random, gamma(random, shape) * mean / shape);
  }

  /** Marsaglia and Tsang (2000), for a shape of at least 1. */
  private static double gamma(Random random, double shape) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }

  /** By arrival times: exact for any mean that a test can wait for. */
  private static long poisson(Random random, double mean) {
    long count = 0;
    for (double time = -Math.log(1 - random.nextDouble());
        time < mean;
        time -= Math.log(1 - random.nextDouble())) {
      count++;
    }
    return count;
  }
}
