package hudson.model;

public interface Item extends ModelObject, Saveable {
    String getFullName();

    String getUrl();
}
