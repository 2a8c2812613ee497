package canary.run;

class Prints {
    void print() {
        System.out.println("printed");
    }
}
