from streamlit.testing.v1 import AppTest


def shown():
    import streamlit as st

    from ui.parts import dated

    times = st.session_state.setdefault("times", [])
    show = dated(lambda key, data: times.append(data["since"]))
    show(key="one", data={"value": st.number_input("Value", value=1)})


def test_data_of_a_component_bear_the_time_of_their_last_change():
    page = AppTest.from_function(shown).run().run()
    first, same = page.session_state["times"]
    assert first == same
    page.number_input[0].set_value(2).run()
    page.number_input[0].set_value(1).run()
    *_, second, third = page.session_state["times"]
    assert first < second < third
