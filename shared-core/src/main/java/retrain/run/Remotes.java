package retrain.run;

import retrain.problem.Code;
import retrain.problem.InvalidInput;

/** Port: knows who reads the files of an address. Asked for only when something names one. */
public interface Remotes {
    /**
     * {@return what reads the files there}
     *
     * @param where the key or file that names the address
     * @throws InvalidInput if nothing here reads such addresses
     */
    RemoteFiles at(String where, String address, RemoteFiles.Access access);

    /** {@return nobody} */
    static Remotes none() {
        return (where, address, access) -> {
            throw unread(where, address);
        };
    }

    /** {@return that nobody reads files of such an address} */
    static InvalidInput unread(String where, String address) {
        return new InvalidInput(
                Code.DATA_MISSING,
                where,
                "'" + address + "' is not a file here, and files are read from s3:// and tables from glue:// only",
                "Copy the files here and name their folder");
    }
}
