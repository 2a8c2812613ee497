package retrain.jenkins.agent;

import java.io.Serializable;

/**
 * What is asked of an agent about one process.
 *
 * @param id of the run
 * @param control the folder of the process
 * @param from how many bytes of its log are known
 * @param most how many bytes of its log are wanted at most
 * @param search whether the agent's processes are to be searched for it, which is not cheap
 */
record Question(String id, String control, long from, int most, boolean search) implements Serializable {}
