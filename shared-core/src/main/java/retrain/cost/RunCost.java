package retrain.cost;

/**
 * What a run cost in AWS.
 *
 * @param worst what it would have cost at worst
 * @param bill what its jobs have cost
 */
public record RunCost(Estimate worst, Bill bill) {}
