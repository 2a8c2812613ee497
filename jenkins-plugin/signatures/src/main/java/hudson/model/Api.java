package hudson.model;

public class Api extends AbstractModelObject implements ModelObject {
    public Api(Object bean) {}

    @Override
    public String getDisplayName() {
        throw new UnsupportedOperationException();
    }
}
