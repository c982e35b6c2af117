package io.kdlab.appliance;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/// Public types of `message` are records, enums or interfaces, except the codec and lists of constants.
final class BeDataOrCodec extends ArchCondition<JavaClass> {
    static final BeDataOrCodec INSTANCE = new BeDataOrCodec();

    private BeDataOrCodec() {
        super("be records, enums, interfaces, the codec or constants");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        boolean data = type.isRecord() || type.isEnum() || type.isInterface() || type.isAnnotation();
        boolean codec = type.getSimpleName().endsWith("Codec");
        boolean constants = type.getFields().stream()
                        .allMatch(field ->
                                field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC))
                && type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
        events.add(new SimpleConditionEvent(type, data || codec || constants, type.getName() + " is none of these"));
    }
}
