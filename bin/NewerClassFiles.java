import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Brings the class files of a library up to date, where they are from before Java 6: a JVM keeps none in its archive that it
 * cannot verify quickly, and picocli's are that old. The code stays as it is. Needs Java 24; started by {@code bin/destill}.
 */
final class NewerClassFiles {

    private static final int FIRST_THAT_CAN_BE_KEPT = ClassFile.JAVA_6_VERSION;
    private static final int TARGET = ClassFile.JAVA_17_VERSION;

    private NewerClassFiles() {}

    /** @param arguments the jar, which is replaced if there is anything old in it */
    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path made = jar.resolveSibling(jar.getFileName() + ".new");
        boolean any = false;
        try (JarFile old = new JarFile(jar.toFile());
                URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                OutputStream file = Files.newOutputStream(made);
                JarOutputStream out = new JarOutputStream(file, manifest(old))) {
            ClassFile classFile = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
                            .orElse(ClassHierarchyResolver.defaultResolver())));
            for (JarEntry entry : old.stream().toList()) {
                if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    continue;
                }
                byte[] bytes = old.getInputStream(entry).readAllBytes();
                byte[] newer = entry.getName().endsWith(".class") ? newer(classFile, bytes) : bytes;
                any |= newer != bytes;
                out.putNextEntry(new JarEntry(entry.getName()));
                out.write(newer);
                out.closeEntry();
            }
        }
        if (any) {
            Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(made);
        }
    }

    private static Manifest manifest(JarFile jar) throws IOException {
        Manifest manifest = jar.getManifest();
        return manifest == null ? new Manifest() : manifest;
    }

    private static byte[] newer(ClassFile classFile, byte[] bytes) {
        ClassModel model = classFile.parse(bytes);
        if (model.majorVersion() >= FIRST_THAT_CAN_BE_KEPT) {
            return bytes;
        }
        return classFile.build(model.thisClass().asSymbol(), builder -> model.forEach(element -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(TARGET, 0);
            } else {
                builder.with(element);
            }
        }));
    }
}
