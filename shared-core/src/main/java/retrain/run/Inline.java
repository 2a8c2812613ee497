package retrain.run;

/** A record of one component that is written as this component alone. */
interface Inline {}
