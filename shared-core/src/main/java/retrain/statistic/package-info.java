/**
 * What a sample tells, and what it does not: intervals, tests, resampling, error budgets. Pure functions of numbers.
 */
@NullMarked
package retrain.statistic;

import org.jspecify.annotations.NullMarked;
